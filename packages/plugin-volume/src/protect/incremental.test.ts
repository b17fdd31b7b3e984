import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Json } from '@karbor/plugin-sdk';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { testVolume } from '../test-volume.fixture.js';

let demo: TestCloud;

beforeEach(async () => {
  demo = await startTestCloud();
});
afterEach(() => demo.stop());

const kinds = () => demo.cloud.inventory().backups.map(({ incremental }) => (incremental ? 'incremental' : 'full'));

test('backups are full unless asked otherwise', async () => {
  const { harness } = await testVolume(demo);
  await harness.protect({ protect_mode: 'backup' });
  await harness.protect({ protect_mode: 'backup' });
  expect(kinds()).toEqual(['full', 'full']);
});

test('auto makes a full backup where there is none, and an incremental one after it', async () => {
  const { harness } = await testVolume(demo);
  for (const incremental of [false, true]) {
    await harness.protect({ protect_mode: 'backup', incremental: 'auto' });
    expect(harness.savedInfo).toMatchObject({ copy: { mode: 'backup', incremental } });
  }
  expect(kinds()).toEqual(['full', 'incremental']);
});

test('an incremental backup that must be one fails where there is none', async () => {
  const { harness } = await testVolume(demo);
  await expect(harness.protect({ protect_mode: 'backup', incremental: true })).rejects.toThrow(
    /No backups available to do an incremental backup/,
  );
  expect(harness.reports[0]?.effects.map(({ kind, step }) => `${kind} ${step}`)).toContain('backup voided');
  expect(demo.cloud.inventory().snapshots).toEqual([]);
});

test('auto does not try a full backup when the service fails', async () => {
  const { harness } = await testVolume(demo);
  demo.cloud.faults.add({ method: 'POST', path: 'backups', effect: { kind: 'status', status: 503 } });
  await expect(harness.protect({ protect_mode: 'backup', incremental: 'auto' })).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  expect(demo.cloud.requests.count({ method: 'POST', path: 'backups' })).toBe(1);
});

/** A full backup and two incremental ones after it, each of a checkpoint of its own. */
async function chainOfThree() {
  const { id, anotherHarness } = await testVolume(demo);
  const checkpoints: Json[] = [];
  for (const text of ['first', 'second', 'third']) {
    await demo.cloud.disks.write({ volumeId: id }, 100, Buffer.from(text));
    const harness = anotherHarness();
    await harness.protect({ protect_mode: 'backup', incremental: 'auto' });
    checkpoints.push(harness.savedInfo!);
  }
  const remove = (savedInfo: Json) => anotherHarness(savedInfo).delete();
  return { id, checkpoints, remove, anotherHarness };
}

test('a backup that others are based on is not deleted before them, and they are named', async () => {
  const { id, checkpoints, remove, anotherHarness } = await chainOfThree();
  const [full, second, third] = demo.cloud.inventory().backups.map((backup) => backup.id);
  await expect(remove(checkpoints[0]!)).rejects.toMatchObject({
    code: 'KARBOR_BACKUP_NEEDED',
    message: expect.stringContaining(`${second!} (checkpoint test-checkpoint)`) as string,
    details: {
      ...{ backup: full, volume: id },
      neededBy: expect.arrayContaining([
        { backup: second, checkpoint: 'test-checkpoint' },
        { backup: third, checkpoint: 'test-checkpoint' },
      ]) as unknown,
    },
  });
  const { newId: volumeId = 'none' } = await anotherHarness(checkpoints[2]).restore();
  expect((await demo.cloud.disks.read({ volumeId }, 100, 5)).toString()).toBe('third');
  expect(kinds()).toEqual(['full', 'incremental', 'incremental']);
  expect(demo.cloud.requests.count({ method: 'DELETE', path: 'backups' })).toBe(0);
});

test('a backup of somebody else that is based on ours is named too', async () => {
  const { id, harness } = await testVolume(demo);
  await harness.protect({ protect_mode: 'backup' });
  const { id: theirs } = await demo.session.volume.createBackup({ volume_id: id, incremental: true });
  await demo.cloud.settled();
  await expect(harness.delete()).rejects.toThrow(`${theirs} (not of Karbor)`);
});

test.each<[number[]]>([[[0, 1, 2]], [[1, 0, 2]], [[0, 2, 1]], [[2, 1, 0]]])('a chain is deleted by repeated deletes in the order %j', async (order) => {
  const { checkpoints, remove } = await chainOfThree();
  let left = order;
  for (let round = 0; left.length > 0 && round < checkpoints.length; round += 1) {
    const refused: number[] = [];
    for (const index of left) await remove(checkpoints[index]!).catch(() => refused.push(index));
    left = refused;
  }
  expect(left).toEqual([]);
  expect(kinds()).toEqual([]);
});

test('a backup that fails is told with the reason, and removed', async () => {
  const { id, harness } = await testVolume(demo);
  demo.cloud.faults.add({ method: 'POST', path: 'backups', effect: { kind: 'error-state' } });
  await expect(harness.protect({ protect_mode: 'backup' })).rejects.toMatchObject({
    code: 'KARBOR_BACKUP_FAILED',
    message: expect.stringMatching(`The backup of volume "data" \\(${id}\\) .* is in state "error".*asked to fail`) as string,
  });
  expect(kinds()).toEqual([]);
});
