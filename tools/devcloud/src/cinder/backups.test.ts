import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let demo: Client;
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: 128 * 1024, delay: 5 });
  demo = await Client.open(cloud);
});
afterAll(() => cloud.stop());

const backUp = (backup: object): Promise<Received> => demo.post('volume', '/backups', { backup });
const settledBackup = async (backup: object): Promise<string> => {
  const id = (await backUp(backup)).text('backup.id');
  await cloud.settled();
  return id;
};
const show = (id: string): Promise<Received> => demo.get('volume', `/backups/${id}`);
const firstBytes = async (volumeId: string): Promise<string> => (await cloud.disks.read({ volumeId }, 0, 5)).toString();

it('answers as Cinder does to a chain of backups', async () => {
  const image = await cloud.seed.image({
    name: 'i',
    bytes: Buffer.from('first'),
    properties: { os_distro: 'lab', karbor_x: '1' },
  });
  const volumeId = await cloud.seed.volume({ name: 'v', imageId: image });
  expectAsRecorded(
    await backUp({ volume_id: volumeId, name: 'bx', incremental: true }),
    'cinder',
    'incremental without full',
  );
  const release = cloud.holdTransitions();
  const full = await backUp({ volume_id: volumeId, name: 'b1', container: 'bk1', incremental: false });
  expectAsRecorded(full, 'cinder', 'backup create');
  expect((await demo.get('volume', `/volumes/${volumeId}`)).at('volume.status')).toBe('backing-up');
  release();
  await cloud.settled();
  const fullId = full.text('backup.id');
  expectAsRecorded(await show(fullId), 'cinder', 'backup show');
  const unchanged = await settledBackup({ volume_id: volumeId, name: 'same', incremental: true });
  expect((await show(unchanged)).at('backup.object_count')).toBe(0);
  await cloud.disks.write({ volumeId }, 0, Buffer.from('later'));
  const incremental = await settledBackup({ volume_id: volumeId, name: 'b2', container: 'bk1', incremental: true });
  expectAsRecorded(await show(incremental), 'cinder', 'incremental show');
  expect((await show(fullId)).at('backup.has_dependent_backups')).toBe(true);
  expectAsRecorded(
    await demo.delete('volume', `/backups/${fullId}`),
    'cinder',
    'backup delete with dependent incremental',
  );
  expectAsRecorded(await demo.get('volume', '/backups/detail?limit=2'), 'cinder', 'backup list detail');

  const restored = await demo.post('volume', `/backups/${incremental}/restore`, { restore: { name: 'restored' } });
  expectAsRecorded(restored, 'cinder', 'restore to a new volume');
  await cloud.settled();
  expectAsRecorded(
    await demo.get('volume', `/volumes/${restored.text('restore.volume_id')}`),
    'cinder',
    'restored volume show',
  );
  expect(await firstBytes(restored.text('restore.volume_id'))).toBe('later');
  const target = await cloud.seed.volume({ name: 'v1', size: 2 });
  const again = await demo.post('volume', `/backups/${fullId}/restore`, { restore: { volume_id: target } });
  expectAsRecorded(again, 'cinder', 'restore into an existing volume');
  await cloud.settled();
  expect([await firstBytes(target), await cloud.disks.size({ volumeId: target })]).toEqual(['first', 2 * 128 * 1024]);

  for (const id of [incremental, unchanged, fullId]) {
    expectAsRecorded(await demo.delete('volume', `/backups/${id}`), 'cinder', 'backup delete');
    await cloud.settled();
  }
  expectAsRecorded(await demo.get('volume', '/backups'), 'cinder', 'final backups');
});

it('backs up a snapshot without touching its volume', async () => {
  const volumeId = await cloud.seed.volume({ name: 'v', bytes: Buffer.from('older') });
  const snapshot = (await demo.post('volume', '/snapshots', { snapshot: { volume_id: volumeId } })).text('snapshot.id');
  await cloud.settled();
  await cloud.disks.write({ volumeId }, 0, Buffer.from('newer'));
  const made = await backUp({ volume_id: volumeId, snapshot_id: snapshot, name: 'bs' });
  expectAsRecorded(made, 'cinder', 'backup of a snapshot');
  expect((await demo.get('volume', `/volumes/${volumeId}`)).at('volume.status')).toBe('available');
  await cloud.settled();
  expectAsRecorded(await show(made.text('backup.id')), 'cinder', 'snapshot backup show');
  const restored = await demo.post('volume', `/backups/${made.text('backup.id')}/restore`, { restore: {} });
  await cloud.settled();
  expect(await firstBytes(restored.text('restore.volume_id'))).toBe('older');
});

it('refuses to restore into what is too small', async () => {
  const big = await cloud.seed.volume({ name: 'big', size: 2 });
  const backup = await settledBackup({ volume_id: big });
  const small = await cloud.seed.volume({ name: 'small' });
  const answer = await demo.post('volume', `/backups/${backup}/restore`, { restore: { volume_id: small } });
  expect([answer.status, answer.at('badRequest.message')]).toEqual([
    400,
    'Invalid volume: volume size 1 is too small to restore backup of size 2.',
  ]);
});

it('leaves the volume as it was when a backup fails', async () => {
  const volumeId = await cloud.seed.volume({ name: 'v' });
  cloud.faults.add({ service: 'volume', method: 'POST', path: /backups$/, effect: { kind: 'error-state' } });
  const backup = await settledBackup({ volume_id: volumeId });
  expect((await show(backup)).at('backup.status')).toBe('error');
  expect((await demo.get('volume', `/volumes/${volumeId}`)).at('volume.status')).toBe('available');
});
