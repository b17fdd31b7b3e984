import { afterEach, beforeEach, expect, test } from 'vitest';
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

test('a backup that others are based on is not deleted before them', async () => {
  const full = await testVolume(demo);
  await full.harness.protect({ protect_mode: 'backup' });
  const savedInfo = full.harness.savedInfo;
  const bytes = Buffer.from('written after the full backup');
  await demo.cloud.disks.write({ volumeId: full.id }, 100, bytes);
  const later = full.anotherHarness();
  await later.protect({ protect_mode: 'backup', incremental: true });

  await expect(full.anotherHarness(savedInfo).delete()).rejects.toMatchObject({ code: 'KARBOR_BACKUP_NEEDED' });
  const { newId: volumeId = 'none' } = await later.restore();
  expect(await demo.cloud.disks.read({ volumeId }, 100, bytes.length)).toEqual(bytes);
  await later.delete();
  await full.anotherHarness(savedInfo).delete();
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
