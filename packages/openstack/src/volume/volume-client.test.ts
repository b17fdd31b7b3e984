import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import { collect } from '../session/collect.js';
import type { VolumeClient } from './volume-client.js';

const root = '/volume/v3/project-1';
let cloud: TestCloud;
let volume: VolumeClient;
let sent: unknown[];
beforeEach(async () => {
  cloud = await startTestCloud();
  volume = cloud.session().volume;
  sent = [];
});
afterEach(() => cloud.close());

function answer(call: string, status: number, body?: unknown): void {
  const [method, path] = call.split(' ');
  cloud.on(`${String(method)} ${root}${String(path)}`, async (request, response) => {
    const text = await request.text();
    sent.push(text === '' ? undefined : JSON.parse(text));
    if (body === undefined) response.writeHead(status, { 'x-openstack-request-id': 'req-test' }).end();
    else json(response, status, body);
  });
}

const accepted = { requestId: 'req-test' };

describe('volumes', () => {
  it('are created, changed and deleted', async () => {
    answer('POST /volumes', 202, { volume: { id: 'v' } });
    answer('PUT /volumes/v', 200, { volume: { id: 'v', name: 'n' } });
    answer('POST /volumes/v/metadata', 200, { metadata: { a: 'b' } });
    answer('DELETE /volumes/v', 202);
    expect(await volume.createVolume({ size: 1, snapshot_id: 's' })).toEqual({ id: 'v' });
    expect(await volume.updateVolume('v', { name: 'n' })).toEqual({ id: 'v', name: 'n' });
    expect(await volume.setVolumeMetadata('v', { a: 'b' })).toEqual({ a: 'b' });
    expect(await volume.deleteVolume('v')).toEqual(accepted);
    await volume.deleteVolume('v', { cascade: true });
    expect(sent.slice(0, 3)).toEqual([
      { volume: { size: 1, snapshot_id: 's' } },
      { volume: { name: 'n' } },
      { metadata: { a: 'b' } },
    ]);
    expect(cloud.calls.slice(-2)).toEqual([`DELETE ${root}/volumes/v`, `DELETE ${root}/volumes/v?cascade=true`]);
  });

  it('take actions', async () => {
    answer('POST /volumes/v/action', 202, { 'os-volume_upload_image': { id: 'v', image_id: 'i' } });
    expect(await volume.setVolumeBootable('v', true)).toEqual(accepted);
    await volume.setVolumeImageMetadata('v', { os_distro: 'lab' });
    await volume.extendVolume('v', 2);
    expect(await volume.uploadVolumeToImage('v', { image_name: 'n', force: true })).toEqual({
      ...accepted,
      imageId: 'i',
    });
    expect(sent).toEqual([
      { 'os-set_bootable': { bootable: true } },
      { 'os-set_image_metadata': { metadata: { os_distro: 'lab' } } },
      { 'os-extend': { new_size: 2 } },
      { 'os-volume_upload_image': { image_name: 'n', disk_format: 'raw', container_format: 'bare', force: true } },
    ]);
  });

  it('that are refused, or gone, or too many, are told as such', async () => {
    answer('DELETE /volumes/v', 400, { badRequest: { code: 400, message: 'Invalid volume: it has snapshots' } });
    answer('GET /volumes/v', 404, { itemNotFound: { code: 404, message: 'Volume v could not be found.' } });
    const quota = { overLimit: { code: 413, message: 'VolumeLimitExceeded', retryAfter: '0' } };
    answer('POST /volumes', 413, quota);
    await expect(volume.deleteVolume('v')).rejects.toMatchObject({ code: 'OPENSTACK_BAD_REQUEST', noEffect: true });
    await expect(volume.showVolume('v')).rejects.toMatchObject({ code: 'OPENSTACK_NOT_FOUND' });
    await expect(volume.createVolume({ size: 1 })).rejects.toMatchObject({
      code: 'OPENSTACK_OVER_LIMIT',
      serviceMessage: 'VolumeLimitExceeded',
      retryable: false,
    });
  });
});

it('makes snapshots', async () => {
  answer('POST /snapshots', 202, { snapshot: { id: 's', status: 'creating' } });
  answer('GET /snapshots/s', 200, { snapshot: { id: 's', status: 'available' } });
  answer('GET /snapshots/detail', 200, { snapshots: [{ id: 's' }] });
  answer('DELETE /snapshots/s', 202);
  answer('POST /snapshots/s/metadata', 200, { metadata: { a: 'b', c: 'd' } });
  answer('DELETE /snapshots/s/metadata/a%20b', 200);
  const snapshot = { volume_id: 'v', name: 'tag', force: true };
  expect(await volume.createSnapshot(snapshot)).toMatchObject({ id: 's' });
  expect(await volume.showSnapshot('s')).toMatchObject({ status: 'available' });
  expect(await collect(volume.listSnapshots({ filters: { name: 'tag' } }))).toEqual([{ id: 's' }]);
  expect(await volume.setSnapshotMetadata('s', { c: 'd' })).toEqual({ a: 'b', c: 'd' });
  expect(await volume.deleteSnapshotMetadataKey('s', 'a b')).toEqual(accepted);
  expect(await volume.deleteSnapshot('s')).toEqual(accepted);
  expect(sent[3]).toEqual({ metadata: { c: 'd' } });
  expect(sent[0]).toEqual({ snapshot });
  expect(cloud.calls[2]).toBe(`GET ${root}/snapshots/detail?name=tag`);
});

it('makes backups and restores them', async () => {
  answer('POST /backups', 202, { backup: { id: 'b', name: 'n', links: [] } });
  answer('GET /backups/b', 200, { backup: { id: 'b', status: 'available' } });
  answer('GET /backups/detail', 200, { backups: [{ id: 'b' }] });
  answer('POST /backups/b/restore', 202, { restore: { backup_id: 'b', volume_id: 'w', volume_name: 'n' } });
  answer('DELETE /backups/b', 202);
  const backup = { volume_id: 'v', snapshot_id: 's', incremental: true, force: true };
  expect(await volume.createBackup(backup)).toEqual({ ...accepted, id: 'b', name: 'n' });
  expect(await volume.showBackup('b')).toMatchObject({ status: 'available' });
  expect(await collect(volume.listBackups())).toEqual([{ id: 'b' }]);
  const restored = { ...accepted, backup_id: 'b', volume_id: 'w', volume_name: 'n' };
  expect(await volume.restoreBackup('b')).toEqual(restored);
  expect(await volume.restoreBackup('b', { volume_id: 'w', name: 'n' })).toEqual(restored);
  expect(await volume.deleteBackup('b')).toEqual(accepted);
  expect(sent.filter((body) => body !== undefined)).toEqual([
    { backup },
    { restore: {} },
    { restore: { volume_id: 'w', name: 'n' } },
  ]);
});

it('makes groups and their snapshots', async () => {
  answer('POST /groups', 202, { group: { id: 'g', name: 'n' } });
  answer('PUT /groups/g', 202);
  answer('POST /groups/g/action', 202);
  answer('GET /groups/detail', 200, { groups: [{ id: 'g' }] });
  answer('POST /group_snapshots', 202, { group_snapshot: { id: 's', name: 'n', group_type_id: 't' } });
  answer('GET /group_snapshots/s', 200, { group_snapshot: { id: 's', status: 'available' } });
  answer('GET /group_snapshots/detail', 200, { group_snapshots: [{ id: 's' }] });
  answer('DELETE /group_snapshots/s', 202);
  const created = { ...accepted, name: 'n' };
  expect(await volume.createGroup({ group_type: 't', volume_types: ['vt'] })).toEqual({ ...created, id: 'g' });
  expect(await volume.updateGroup('g', { addVolumes: ['a', 'b'] })).toEqual(accepted);
  expect(await collect(volume.listGroups())).toEqual([{ id: 'g' }]);
  expect(await volume.createGroupSnapshot({ group_id: 'g' })).toEqual({ ...created, id: 's' });
  expect(await volume.showGroupSnapshot('s')).toMatchObject({ status: 'available' });
  expect(await collect(volume.listGroupSnapshots())).toEqual([{ id: 's' }]);
  expect(await volume.deleteGroupSnapshot('s')).toEqual(accepted);
  expect(await volume.deleteGroup('g', { deleteVolumes: true })).toEqual(accepted);
  expect(sent.filter((body) => body !== undefined)).toEqual([
    { group: { group_type: 't', volume_types: ['vt'] } },
    { group: { add_volumes: 'a,b' } },
    { group_snapshot: { group_id: 'g' } },
    { delete: { 'delete-volumes': true } },
  ]);
});

it('shows types, zones, quotas and limits', async () => {
  const zones = [{ zoneName: 'nova', zoneState: { available: true } }];
  answer('GET /os-availability-zone', 200, { availabilityZoneInfo: zones });
  expect(await volume.listAvailabilityZones()).toEqual(zones);
  answer('GET /types', 200, { volume_types: [{ id: 't' }] });
  answer('GET /types/t', 200, { volume_type: { id: 't' } });
  answer('GET /os-quota-sets/p', 200, { quota_set: { id: 'p', volumes: 10 } });
  answer('PUT /os-quota-sets/p', 200, { quota_set: { volumes: 20 } });
  answer('GET /limits', 200, { limits: { rate: [], absolute: { maxTotalVolumes: 10 } } });
  expect(await collect(volume.listVolumeTypes())).toEqual([{ id: 't' }]);
  expect(await volume.showVolumeType('t')).toEqual({ id: 't' });
  expect(await volume.showQuotaSet('p')).toEqual({ volumes: 10 });
  expect(await volume.updateQuotaSet('p', { volumes: 20 })).toEqual({ volumes: 20 });
  expect(await volume.showLimits()).toEqual({ maxTotalVolumes: 10 });
});
