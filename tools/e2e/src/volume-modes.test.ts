import { randomBytes } from '@karbor/demo';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';

const modes = ['image', 'backup', 'snapshot'] as const;
const type = 'OS::Cinder::Volume';
let operator: Operator;
/** By mode. */
let volumes: ReadonlyMap<string, string>;

beforeEach(async () => {
  operator = await Operator.start();
  const made = new Map<string, string>();
  for (const [index, mode] of modes.entries()) {
    made.set(mode, await operator.cloud.seed.volume({ name: mode, bytes: randomBytes(10 + index, 300_000), metadata: { mode } }));
  }
  volumes = made;
});
afterEach(() => operator.end());

test('a parameters file chooses the mode of each volume, and the names of what is restored', async () => {
  const { cloud } = operator;
  const resources = [...volumes.values()].flatMap((id) => ['--resource', `${type}#${id}`]);
  const before = await leftIn(cloud);
  // JSON, with parameters of a type and of single resources.
  const protect = { [type]: { protect_mode: 'backup' }, [`${type}#${volumes.get('image')!}`]: { protect_mode: 'image' } };
  const full = { ...protect, [`${type}#${volumes.get('snapshot')!}`]: { protect_mode: 'snapshot' } };
  await operator.write('modes.json', JSON.stringify(full));
  const { id } = await operator.json<Item>('protect', ...resources, '--parameters', 'modes.json');
  const kept = await leftIn(cloud);
  expect({ backups: kept['backups'], snapshots: kept['snapshots'] }).toEqual({
    backups: [expect.stringMatching(/ available$/)],
    snapshots: [expect.stringMatching(/ available$/)],
  });
  expect({ ...kept, backups: [], snapshots: [] }).toEqual(before);
  expect(await operator.run('checkpoint', 'verify', id)).toContain('3 resources verified');

  // What the guests have written since does not count.
  const hashes = new Map<string, string>();
  for (const [mode, volumeId] of volumes) {
    hashes.set(`restored-${mode}`, await cloud.disks.hash({ volumeId }));
    await cloud.disks.write({ volumeId }, 0, randomBytes(99, 1000));
  }
  const names = modes.map((mode) => `${type}#${volumes.get(mode)!}:\n  restore_name: restored-${mode}\n`);
  await operator.write('names.yaml', names.join(''));
  await operator.run('restore', id, '--parameters', 'names.yaml');
  const restored = cloud.inventory().volumes.filter(({ name }) => name.startsWith('restored-'));
  const restoredHashes = await Promise.all(
    restored.map(async (volume) => [volume.name, await cloud.disks.hash({ volumeId: volume.id })] as const),
  );
  expect(new Map(restoredHashes)).toEqual(hashes);
  expect(restored.map(({ name, metadata }) => [name, metadata])).toEqual(
    expect.arrayContaining(modes.map((mode): unknown => [`restored-${mode}`, expect.objectContaining({ mode })])),
  );

  await operator.run('checkpoint', 'delete', id);
  expect(await leftIn(cloud)).toMatchObject({ backups: [], snapshots: [] });
});

test('a mode that there is not is refused before anything is done', async () => {
  await operator.write('modes.yaml', `${type}: { protect_mode: tape }\n`);
  const before = await leftIn(operator.cloud);
  const options = ['--resource', `${type}#${volumes.get('image')!}`, '--parameters', 'modes.yaml'];
  const { code, out, err } = await operator.start(['protect', ...options]).ended;
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^karbor: .*protect_mode.*\[KARBOR_PARAMETERS_INVALID\]\n$/);
  expect(await leftIn(operator.cloud)).toEqual(before);
  expect(await operator.json('checkpoint', 'list')).toEqual([]);
});
