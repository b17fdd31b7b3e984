import { silentLogger } from '@karbor/plugin-sdk';
import type { OperationHarness } from '@karbor/plugin-sdk/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { volumeProtectionPlugin } from '../plugin.js';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { testVolume } from '../test-volume.fixture.js';
import type { TestVolume } from '../test-volume.fixture.js';

const hours = 3_600_000;
const parameters = { protect_mode: 'backup', incremental: 'auto', full_every_days: 3 };
let demo: TestCloud;
let time: number;

beforeEach(async () => {
  // A Sunday, with which a period of three days begins too.
  time = Date.UTC(2026, 0, 4, 2, 30);
  demo = await startTestCloud({ clock: () => time });
});
afterEach(() => demo.stop());

const kinds = () => demo.cloud.inventory().backups.map(({ incremental }) => (incremental ? 'incremental' : 'full'));

/** Protects a volume in so many nights, and gives the checkpoints. */
async function nightly(volume: TestVolume, nights: number, more = {}): Promise<OperationHarness[]> {
  const checkpoints: OperationHarness[] = [];
  for (let night = 0; night < nights; night += 1, time += 24 * hours) {
    const checkpoint = volume.anotherHarness();
    await checkpoint.protect({ ...parameters, ...more });
    checkpoints.push(checkpoint);
  }
  return checkpoints;
}

test('a new chain begins with each period, and the one before is deleted without it', async () => {
  const checkpoints = await nightly(await testVolume(demo), 4);
  expect(kinds()).toEqual(['full', 'incremental', 'incremental', 'full']);
  for (const checkpoint of checkpoints.slice(0, 3).reverse()) await checkpoint.delete();
  expect(kinds()).toEqual(['full']);
  await checkpoints[3]!.verify();
});

test('weeks begin on Sunday, whatever day it was when the first backup was made', async () => {
  time -= 48 * hours;
  await nightly(await testVolume(demo), 10, { full_every_days: 7 });
  expect(kinds()).toEqual(['full', 'incremental', 'full', ...Array<string>(6).fill('incremental'), 'full']);
});

test('a chain goes on from what is left of it', async () => {
  const volume = await testVolume(demo);
  const [first, second] = await nightly(volume, 2);
  await second!.delete();
  const [third] = await nightly(volume, 1);
  expect(kinds()).toEqual(['full', 'incremental']);
  await third!.delete();
  await first!.delete();
  time -= 24 * hours;
  await nightly(volume, 2);
  expect(kinds()).toEqual(['full', 'full']);
});

test('a night without a backup does not put the next chain off', async () => {
  const volume = await testVolume(demo);
  await nightly(volume, 2);
  time += 48 * hours;
  await nightly(volume, 1);
  expect(kinds()).toEqual(['full', 'incremental', 'full']);
});

test('what counts is when the checkpoint was created: midnight does not come between its volumes', async () => {
  const volumes = [await testVolume(demo, { name: 'a' }), await testVolume(demo, { name: 'b' })];
  for (const { harness } of volumes) await harness.protect(parameters);
  time += 69 * hours;
  const checkpoint = volumes.map(({ anotherHarness }) => anotherHarness());
  for (const harness of checkpoint) {
    await harness.protect(parameters);
    time += hours;
  }
  expect(kinds()).toEqual(['full', 'full', 'incremental', 'incremental']);
  time += 20 * hours;
  for (const { anotherHarness } of volumes) await anotherHarness().protect(parameters);
  expect(kinds().slice(4)).toEqual(['full', 'full']);
});

describe('of what others make', () => {
  const theirs = async (volumeId: string, incremental: boolean) => {
    await demo.session.volume.createBackup({ volume_id: volumeId, incremental });
    await demo.cloud.settled();
  };

  test('a full backup begins a chain', async () => {
    const volume = await testVolume(demo);
    await nightly(volume, 3);
    await theirs(volume.id, false);
    await nightly(volume, 1);
    expect(kinds()).toEqual(['full', 'incremental', 'incremental', 'full', 'incremental']);
  });

  test('an incremental one does not, and neither does one that failed or is of another volume', async () => {
    const volume = await testVolume(demo);
    await nightly(volume, 3);
    await theirs(volume.id, true);
    await theirs((await testVolume(demo)).id, false);
    demo.cloud.faults.add({ method: 'POST', path: 'backups', effect: { kind: 'error-state' } });
    await theirs(volume.id, false);
    await nightly(volume, 1);
    expect(kinds().slice(3)).toEqual(['incremental', 'full', 'full', 'full']);
  });
});

test('of what is not incremental by itself it changes nothing', async () => {
  const volume = await testVolume(demo);
  await nightly(volume, 1, { incremental: false });
  time += 72 * hours;
  await nightly(volume, 1, { incremental: true });
  expect(kinds()).toEqual(['full', 'incremental']);
  await nightly(volume, 2, { incremental: false });
  expect(kinds()).toEqual(['full', 'incremental', 'full', 'full']);
  await nightly(volume, 1, { protect_mode: 'image' });
  expect(demo.cloud.requests.count({ method: 'GET', path: 'backups/detail' })).toBe(0);
});

test.each([0, 1.5, -7, '7'])('%j days are refused', async (days) => {
  const { harness } = await testVolume(demo);
  await expect(harness.protect({ ...parameters, full_every_days: days })).rejects.toMatchObject({ code: 'KARBOR_PARAMETERS_INVALID' });
});

/** Deletes a checkpoint as a whole, or not at all. */
async function deleteCheckpoint(checkpoint: ReadonlyMap<TestVolume, OperationHarness>): Promise<void> {
  const members = [...checkpoint].map(([{ id }, { savedInfo }]) => ({ resource: { type: 'OS::Cinder::Volume', id, name: id }, savedInfo }));
  const shared = { context: demo.context, signal: new AbortController().signal, log: silentLogger };
  await volumeProtectionPlugin.operations.delete?.check?.({ ...shared, members } as never);
  for (const harness of checkpoint.values()) await harness.delete();
}

test('of volumes that are not of one age, no checkpoint stays longer than it is kept and one period more', async () => {
  const nightsKept = 4;
  const volumes: TestVolume[] = [];
  let checkpoints: { readonly night: number; readonly copies: ReadonlyMap<TestVolume, OperationHarness> }[] = [];
  const oldest: number[] = [];
  for (let night = 0; night < 14; night += 1, time += 24 * hours) {
    if (night < 3) volumes.push(await testVolume(demo, { name: `of night ${night}` }));
    const copies = new Map(volumes.map((volume) => [volume, volume.anotherHarness()]));
    for (const harness of copies.values()) await harness.protect(parameters);
    checkpoints.unshift({ night, copies });
    const stay = new Set(checkpoints);
    for (const checkpoint of checkpoints.filter((one) => one.night <= night - nightsKept)) {
      await deleteCheckpoint(checkpoint.copies).then(
        () => stay.delete(checkpoint),
        (error: unknown) => expect(error).toMatchObject({ code: 'KARBOR_BACKUP_NEEDED' }),
      );
    }
    checkpoints = [...stay];
    oldest.push(night - checkpoints.at(-1)!.night);
  }
  expect(oldest).toEqual([0, 1, 2, 3, 4, 5, 3, 4, 5, 3, 4, 5, 3, 4]);
});
