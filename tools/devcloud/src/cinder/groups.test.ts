import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received, type Sent } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let admin: Client;
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: 128 * 1024, delay: 5 });
  admin = await Client.open(cloud, 'admin');
});
afterAll(() => cloud.stop());

const version: Sent = { headers: { 'OpenStack-API-Version': 'volume 3.60' } };
const post = async (path: string, json: object): Promise<Received> => {
  const answer = await admin.post('volume', path, json, version);
  await cloud.settled();
  return answer;
};
const get = (path: string): Promise<Received> => admin.get('volume', path, version);

it('answers as Cinder does to a group and its snapshot', async () => {
  const type = await post('/group_types', { group_type: { name: 'cg', is_public: true } });
  expectAsRecorded(type, 'cinder', 'group type create');
  const typeId = type.text('group_type.id');
  const specs = { group_specs: { consistent_group_snapshot_enabled: '<is> False' } };
  expectAsRecorded(
    await post(`/group_types/${typeId}/group_specs`, specs),
    'cinder',
    'group type: consistent snapshots wanted',
  );
  const volumeType = (await get('/types')).text('volume_types.0.id');
  const group = await post('/groups', { group: { name: 'g1', group_type: typeId, volume_types: [volumeType] } });
  expectAsRecorded(group, 'cinder', 'group create');
  const groupId = group.text('group.id');
  const volume = await post('/volumes', {
    volume: { size: 1, name: 'gv1', volume_type: volumeType, group_id: groupId },
  });
  expectAsRecorded(volume, 'cinder', 'volume in the group');
  await post('/volumes', { volume: { size: 1, name: 'gv2', volume_type: volumeType, group_id: groupId } });
  const snapshot = await post('/group_snapshots', { group_snapshot: { name: 'gs1', group_id: groupId } });
  expectAsRecorded(snapshot, 'cinder', 'group snapshot create');
  const path = `/group_snapshots/${snapshot.text('group_snapshot.id')}`;
  expectAsRecorded(await get(path), 'cinder', 'group snapshot show');
  const members = await get('/snapshots/detail?name=gs1');
  expectAsRecorded(members, 'cinder', 'its snapshots');
  expect(members.each('snapshots', 'status')).toEqual(['available', 'available']);
  expectAsRecorded(await get(`/groups/${groupId}`), 'cinder', 'group show');
  expect((await get(`/groups/${groupId}?list_volume=true`)).at('group.volumes')).toHaveLength(2);
  expectAsRecorded(await get('/volumes/detail?name=gv1'), 'cinder', 'volume of a group, detail');
  expect((await admin.delete('volume', `/volumes/${volume.text('volume.id')}`, version)).status).toBe(400);
  expect((await admin.delete('volume', `/snapshots/${members.text('snapshots.0.id')}`, version)).status).toBe(400);
  const removal = { delete: { 'delete-volumes': true } };
  expect((await post(`/groups/${groupId}/action`, removal)).at('badRequest.message')).toContain(
    'Group has existing snapshots',
  );
  expectAsRecorded(await admin.delete('volume', path, version), 'cinder', 'group snapshot delete');
  await cloud.settled();
  expect((await post(`/groups/${groupId}/action`, { delete: {} })).at('badRequest.message')).toContain(
    'still contains volumes',
  );
  expectAsRecorded(await post(`/groups/${groupId}/action`, removal), 'cinder', 'group delete with its volumes');
  expectAsRecorded(await get('/groups'), 'cinder', 'groups left');
  expect(cloud.inventory()).toMatchObject({ volumes: [], snapshots: [], groups: [], groupSnapshots: [] });
});

it('takes volumes in and lets them go', async () => {
  await post('/group_types', { group_type: { name: 'moving' } });
  const groupId = (await post('/groups', { group: { group_type: 'moving', volume_types: ['__DEFAULT__'] } })).text(
    'group.id',
  );
  const volumeId = (await post('/volumes', { volume: { size: 1 } })).text('volume.id');
  const change = (group: object): Promise<Received> => admin.put('volume', `/groups/${groupId}`, { group }, version);
  expect((await change({ add_volumes: volumeId })).status).toBe(202);
  expect((await get(`/volumes/${volumeId}`)).at('volume.group_id')).toBe(groupId);
  expect((await change({ add_volumes: volumeId })).status).toBe(400);
  expect((await change({ remove_volumes: volumeId })).status).toBe(202);
  expect((await post('/group_snapshots', { group_snapshot: { group_id: groupId } })).status).toBe(400);
  expect((await admin.get('volume', '/groups')).status).toBe(404);
});

it('keeps a group snapshot that is being taken', async () => {
  await post('/group_types', { group_type: { name: 'busy' } });
  const group = await post('/groups', { group: { group_type: 'busy', volume_types: ['__DEFAULT__'] } });
  await post('/volumes', { volume: { size: 1, group_id: group.text('group.id') } });
  const release = cloud.holdTransitions();
  const json = { group_snapshot: { group_id: group.text('group.id') } };
  const snapshot = await admin.post('volume', '/group_snapshots', json, version);
  const remove = (): Promise<Received> =>
    admin.delete('volume', `/group_snapshots/${snapshot.text('group_snapshot.id')}`, version);
  expect((await remove()).at('badRequest.message')).toContain('status must be available or error');
  release();
  await cloud.settled();
  expect((await remove()).status).toBe(202);
  await cloud.settled();
});

it('holds the guest still where the type promises one instant', async () => {
  const specs = { consistent_group_snapshot_enabled: '<is> True' };
  await post('/group_types', { group_type: { name: 'consistent', group_specs: specs } });
  const groupId = (await post('/groups', { group: { group_type: 'consistent', volume_types: ['__DEFAULT__'] } })).text(
    'group.id',
  );
  const volumeIds = [
    await cloud.seed.volume({ project: 'admin', name: 'a' }),
    await cloud.seed.volume({ project: 'admin', name: 'b' }),
  ];
  await admin.put('volume', `/groups/${groupId}`, { group: { add_volumes: volumeIds.join(',') } }, version);
  const image = await cloud.seed.image({ project: 'admin', name: 'i', bytes: Buffer.from('x') });
  const properties = { networks: 'none' };
  const serverId = await cloud.seed.server({ project: 'admin', name: 's', imageId: image, volumeIds, properties });
  const writer = cloud.startGuestWriter({ serverId, volumeIds, interval: 0 });
  await writer.waitForRounds(3);
  await post('/group_snapshots', { group_snapshot: { group_id: groupId } });
  await writer.waitForRounds(3);
  await writer.stop();
  const members = (await get('/snapshots/detail')).at('snapshots') as { id: string; volume_id: string }[];
  const stamps: bigint[] = [];
  for (const volumeId of volumeIds) {
    const snapshot = members.find((member) => member.volume_id === volumeId)?.id;
    const copy = (await post('/volumes', { volume: { snapshot_id: snapshot } })).text('volume.id');
    stamps.push((await cloud.disks.read({ volumeId: copy }, 0, 8)).readBigUInt64BE());
  }
  const [a = 0n, b = 0n] = stamps;
  expect(a - b === 0n || a - b === 1n).toBe(true);
});
