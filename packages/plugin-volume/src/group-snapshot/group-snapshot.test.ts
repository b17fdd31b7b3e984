import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '@karbor/plugin-sdk';
import type { OperationHarness } from '@karbor/plugin-sdk/testing';
import { refuseNeededBackups } from '../delete/refuse-needed-backup.js';
import { savedInfoSchema } from '../saved-info.js';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { modes } from '../test-volume.fixture.js';
import { testGroup } from './test-group.fixture.js';
import type { TestGroup } from './test-group.fixture.js';

let demo: TestCloud;
let group: TestGroup;

beforeEach(async () => {
  demo = await startTestCloud();
  group = await testGroup(demo, ['data', 'log', 'other']);
});
afterEach(() => demo.stop());

const all = <T>(lives: readonly OperationHarness[], act: (life: OperationHarness, index: number) => Promise<T>) => Promise.all(lives.map(act));
const asked = (path: string) => demo.cloud.requests.count({ method: 'POST', path: new RegExp(`${path}$`) });
const left = () => {
  const { snapshots, groupSnapshots } = demo.cloud.inventory();
  return { snapshots: snapshots.length, groupSnapshots: groupSnapshots.length };
};
const textOf = async (volumeId = 'none') => (await demo.cloud.disks.read({ volumeId }, 0, 16)).toString().replaceAll('\0', '');

describe.each(modes)('with protect_mode %s', (protect_mode) => {
  test('the volumes of a group are snapshotted in one call, in use or not', async () => {
    await demo.attach(group.volumeIds[0]!, randomUUID());
    const lives = await group.lives();
    await all(lives, (life) => life.protect({ protect_mode }));
    expect([asked('/group_snapshots'), asked('/snapshots')]).toEqual([1, 0]);
    expect(left()).toEqual(protect_mode === 'snapshot' ? { snapshots: 3, groupSnapshots: 1 } : { snapshots: 0, groupSnapshots: 0 });
    const [data, log] = await all(lives, (life) => life.restore());
    expect(await textOf(data?.newId)).toBe('the bytes of dat');
    expect(await textOf(log?.newId)).toBe('the bytes of log');
    await all(lives, (life) => life.verify());
    await all(lives, (life) => life.delete());
    expect(left()).toEqual({ snapshots: 0, groupSnapshots: 0 });
    expect(lives.flatMap(({ outstandingEffects }) => outstandingEffects)).toEqual([]);
    expect(group.warnings).toEqual([]);
  });
});

test('a group snapshot stays as long as one member needs it, and no longer', async () => {
  const [data, log] = await group.lives(group.volumeIds.slice(0, 2));
  await Promise.all([data!.protect({ protect_mode: 'image' }), log!.protect({ protect_mode: 'snapshot' })]);
  // The volume that takes no part has a snapshot too, for Cinder takes and keeps them together.
  expect(left()).toEqual({ snapshots: 3, groupSnapshots: 1 });
  const [alone] = await group.lives([group.volumeIds[1]!], [log!.savedInfo!]);
  await alone!.delete();
  await alone!.delete();
  expect(left()).toEqual({ snapshots: 0, groupSnapshots: 0 });
});

test('a member that fails does not take the group snapshot away from the others', async () => {
  const [data, log] = await group.lives(group.volumeIds.slice(0, 2));
  demo.cloud.faults.add({ method: 'GET', path: '/file', effect: { kind: 'hang' } });
  const stop = new AbortController();
  const slow = log!.protect({ protect_mode: 'image' }, { signal: stop.signal });
  const failing = data!.protect({ protect_mode: 'snapshot' }, { fail: { before: 'onMain' } });
  await expect(failing).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
  expect(left()).toEqual({ snapshots: 3, groupSnapshots: 1 });
  stop.abort(new Error('enough'));
  await expect(slow).rejects.toThrow();
  expect(left()).toEqual({ snapshots: 0, groupSnapshots: 0 });
});

test('a single volume of a group, or one that wants it so, has a snapshot of its own', async () => {
  const [single] = await group.lives([group.volumeIds[0]!]);
  await single!.protect();
  expect([asked('/group_snapshots'), asked('/snapshots')]).toEqual([0, 1]);
  const lives = await group.lives();
  await all(lives, (life, index) => life.protect({ group_snapshot: index === 0 ? 'never' : 'auto' }));
  expect([asked('/group_snapshots'), asked('/snapshots')]).toEqual([1, 2]);
  expect(left()).toEqual({ snapshots: 0, groupSnapshots: 0 });
});

describe('where the cloud refuses', () => {
  test.each([
    ['the right is missing', { status: 403 }],
    ['the service is too old', { status: 406 }],
  ])('because %s, volumes are snapshotted one by one, with a warning', async (_, { status }) => {
    demo.cloud.faults.add({ method: 'POST', path: '/group_snapshots$', effect: { kind: 'status', status } });
    const lives = await group.lives();
    await all(lives, (life) => life.protect());
    expect(asked('/snapshots')).toBe(3);
    expect(group.warnings).toEqual([expect.stringMatching(`3 volumes of group ${group.groupId} cannot be snapshotted together: .*one by one`)]);
    expect(left()).toEqual({ snapshots: 0, groupSnapshots: 0 });
  });

  test('or fails at it, the group snapshot is removed first', async () => {
    demo.cloud.faults.add({ method: 'POST', path: '/group_snapshots$', effect: { kind: 'error-state' } });
    const lives = await group.lives();
    await all(lives, (life) => life.protect({ protect_mode: 'snapshot' }));
    expect(left()).toEqual({ snapshots: 3, groupSnapshots: 0 });
    expect(group.warnings).toEqual([expect.stringContaining('is in state "error"')]);
  });

  test('or lets one of its snapshots not be marked as needed, the group snapshot is removed first', async () => {
    demo.cloud.faults.add({ method: 'POST', path: '/metadata$', nth: 2, effect: { kind: 'status', status: 403 } });
    const lives = await group.lives();
    await all(lives, (life) => life.protect({ protect_mode: 'snapshot' }));
    expect(left()).toEqual({ snapshots: 3, groupSnapshots: 0 });
    for (const { savedInfo } of lives) expect(savedInfo).not.toHaveProperty('copy.groupSnapshotId');
  });

  test('it fails if one of the volumes requires it', async () => {
    demo.cloud.faults.add({ method: 'POST', path: '/group_snapshots$', effect: { kind: 'status', status: 403 } });
    const lives = await group.lives();
    const ends = await Promise.allSettled(lives.map((life, index) => life.protect({ group_snapshot: index === 1 ? 'require' : 'auto' })));
    for (const end of ends) {
      expect(end).toMatchObject({ reason: { code: 'KARBOR_GROUP_SNAPSHOT', details: { group: group.groupId, volumes: group.volumeIds } } });
    }
    expect(left()).toEqual({ snapshots: 0, groupSnapshots: 0 });
  });
});

test('a volume that has left its group has a snapshot of its own', async () => {
  const lives = await group.lives();
  await demo.session.volume.updateGroup(group.groupId, { removeVolumes: [group.volumeIds[2]!] });
  await all(lives, (life) => life.protect());
  expect([asked('/group_snapshots'), asked('/snapshots')]).toEqual([1, 1]);
});

test.each([
  { effect: 1, when: 'intended' },
  { effect: 1, when: 'made' },
  { effect: 1, when: 'recorded' },
  { effect: 2, when: 'made' },
] as const)('nothing is left when the snapshot is cut off: %j', async (fail) => {
  const lives = await group.lives();
  const ends = await Promise.allSettled(lives.map((life, index) => life.protect({}, index === 0 ? { fail } : {})));
  expect(ends.map(({ status }) => status)).toContain('rejected');
  await demo.cloud.settled();
  expect(left()).toEqual({ snapshots: 0, groupSnapshots: 0 });
  expect(lives.flatMap(({ outstandingEffects }) => outstandingEffects)).toEqual([]);
});

test('a checkpoint is not deleted while one of its backups is needed, whichever it is', async () => {
  const lives = await group.lives();
  await all(lives, (life) => life.protect({ protect_mode: 'backup' }));
  const savedInfos = lives.map(({ savedInfo }): Json => savedInfo!);
  await demo.session.volume.createBackup({ volume_id: group.volumeIds[1]!, incremental: true });
  await demo.cloud.settled();
  const members = group.volumeIds.map((id, index) => ({
    ...{ resource: { type: 'OS::Cinder::Volume', id, name: id }, parameters: {} },
    savedInfo: savedInfoSchema.parse(savedInfos[index]),
  }));
  const asking = refuseNeededBackups({ context: demo.context, signal: new AbortController().signal, members });
  await expect(asking).rejects.toMatchObject({ code: 'KARBOR_BACKUP_NEEDED', details: { volume: group.volumeIds[1] } });
  expect(demo.cloud.inventory().backups).toHaveLength(4);
});
