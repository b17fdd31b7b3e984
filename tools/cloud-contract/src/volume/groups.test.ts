import { collect } from '@karbor/openstack';
import type { Session, Volume } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { boot, prepareBoot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { reaches, vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { groupShape, groupSnapshotShape, snapshotShape } from '../shapes/volume.fixture.js';

const cloud = contract();
const microversion = '3.60';
let groupType: string;
let volumeType: string;

const asAdmin = (request: Omit<Parameters<Session['request']>[1], 'microversion'>) =>
  cloud.admin.request<{ group_type: { id: string } }>('volume', { ...request, microversion });

beforeAll(async () => {
  const group_type = { name: cloud.name('type'), is_public: true };
  const { body } = await asAdmin({ method: 'POST', path: '/group_types', json: { group_type } });
  groupType = body.group_type.id;
  cloud.after(() => asAdmin({ method: 'DELETE', path: `/group_types/${groupType}` }));
  const group_specs = { consistent_group_snapshot_enabled: '<is> False' };
  await asAdmin({ method: 'POST', path: `/group_types/${groupType}/group_specs`, json: { group_specs } });
  const types = await collect(cloud.demo.volume.listVolumeTypes());
  volumeType = types.find(({ name }) => name === '__DEFAULT__')?.id ?? '';
});

async function makeGroup(): Promise<string> {
  const { volume } = cloud.demo;
  const { id } = await volume.createGroup({
    group_type: groupType,
    volume_types: [volumeType],
    name: cloud.name('group'),
  });
  cloud.after(
    () => volume.deleteGroup(id, { deleteVolumes: true }),
    () => vanishes(() => volume.showGroup(id))
  );
  await reaches(() => volume.showGroup(id), 'available');
  return id;
}

const makeMember = (group_id: string): Promise<Volume> => cloud.make.volume({ group_id, volume_type: volumeType });

test('a group takes volumes made in it or added to it, and lets them go', async () => {
  const { demo, make } = cloud;
  const id = await makeGroup();
  expect(groupShape.parse(await demo.volume.showGroup(id))).toMatchObject({
    group_type: groupType,
    volume_types: [volumeType],
  });
  const member = await makeMember(id);
  expect(await demo.volume.showVolume(member.id, { microversion })).toMatchObject({ group_id: id });
  const other = await make.volume();
  await demo.volume.updateGroup(id, { addVolumes: [other.id] });
  await reaches(() => demo.volume.showGroup(id), 'available');
  expect(await demo.volume.showVolume(other.id, { microversion })).toMatchObject({ group_id: id });
  await demo.volume.updateGroup(id, { removeVolumes: [other.id, member.id], name: cloud.name('renamed') });
  await reaches(() => demo.volume.showGroup(id), 'available');
  expect(await demo.volume.showVolume(other.id, { microversion })).toMatchObject({ group_id: null });
});

test('a volume of a group is not deleted alone, and a group not without leave to delete its volumes', async () => {
  const { demo } = cloud;
  const id = await makeGroup();
  const member = await makeMember(id);
  await refused(demo.volume.deleteVolume(member.id), 400, /Invalid volume: .*group/);
  await refused(demo.volume.deleteGroup(id), 400, /Invalid Group: Group .* still contains volumes/);
  await demo.volume.deleteGroup(id, { deleteVolumes: true });
  await vanishes(() => demo.volume.showGroup(id));
  await refused(demo.volume.showVolume(member.id), 404, /could not be found/);
  await refused(demo.volume.showGroup(id), 404, /Group .* could not be found/);
});

test('a group snapshot has a snapshot of each volume, which lasts as long as it', async () => {
  const { demo } = cloud;
  const group = await makeGroup();
  const members = [await makeMember(group), await makeMember(group)];
  const name = cloud.name('snapshot');
  const { id } = await demo.volume.createGroupSnapshot({ group_id: group, name, description: 'd' });
  cloud.after(
    () => demo.volume.deleteGroupSnapshot(id),
    () => vanishes(() => demo.volume.showGroupSnapshot(id))
  );
  const made = groupSnapshotShape.parse(await reaches(() => demo.volume.showGroupSnapshot(id), 'available'));
  expect(made).toMatchObject({ name, description: 'd', group_id: group, group_type_id: groupType });

  const filtered = collect(demo.volume.listSnapshots({ microversion, filters: { group_snapshot_id: id } }));
  await refused(filtered, 400, /Invalid filters group_snapshot_id are found in query options/);
  const listed = await collect(demo.volume.listSnapshots({ microversion }));
  const snapshots = listed.map((one) => snapshotShape.parse(one)).filter((one) => one.group_snapshot_id === id);
  expect(snapshots.map(({ volume_id }) => volume_id).sort()).toEqual(members.map((one) => one.id).sort());
  expect(snapshots.map((one) => [one.status, one.name])).toEqual([
    ['available', name],
    ['available', name],
  ]);
  expect((await collect(demo.volume.listGroupSnapshots({ filters: { name } }))).map((one) => one.id)).toEqual([id]);

  await refused(demo.volume.deleteSnapshot(snapshots[0]?.id ?? ''), 400, /Invalid snapshot: .*group/);
  await refused(
    demo.volume.deleteGroup(group, { deleteVolumes: true }),
    400,
    /Invalid Group: Group has existing snapshots/
  );
  await demo.volume.deleteGroupSnapshot(id);
  await vanishes(() => demo.volume.showGroupSnapshot(id));
  expect(await collect(demo.volume.listSnapshots({ filters: { volume_id: members[0]?.id } }))).toEqual([]);
  await refused(demo.volume.showGroupSnapshot(id), 404, /GroupSnapshot .* could not be found/);
});

test('a group snapshot takes volumes in use, too, and goes while they are', async () => {
  const { demo } = cloud;
  const group = await makeGroup();
  const [used, free] = [await makeMember(group), await makeMember(group)];
  const server = await boot(cloud, await prepareBoot(cloud, 'groups'));
  await demo.compute.attachVolume(server.id, { volumeId: used.id });
  await reaches(() => demo.volume.showVolume(used.id), 'in-use');
  const { id } = await demo.volume.createGroupSnapshot({ group_id: group, name: cloud.name('snapshot') });
  cloud.after(
    () => demo.volume.deleteGroupSnapshot(id),
    () => vanishes(() => demo.volume.showGroupSnapshot(id))
  );
  await reaches(() => demo.volume.showGroupSnapshot(id), 'available');
  const snapshots = (await collect(demo.volume.listSnapshots({ microversion }))).filter((one) => one.group_snapshot_id === id);
  expect(snapshots.map((one) => [one.volume_id, one.status]).sort()).toEqual(
    [used, free].map((one) => [one.id, 'available']).sort()
  );
  expect(await demo.volume.showVolume(used.id)).toMatchObject({ status: 'in-use' });
  await demo.volume.deleteGroupSnapshot(id);
  await vanishes(() => demo.volume.showGroupSnapshot(id));
  expect(await demo.volume.showVolume(used.id)).toMatchObject({ status: 'in-use' });
  await demo.compute.detachVolume(server.id, used.id);
  await reaches(() => demo.volume.showVolume(used.id), 'available');
});

test('a group that is empty, or not there, has no snapshot', async () => {
  const { demo } = cloud;
  const id = await makeGroup();
  await refused(
    demo.volume.createGroupSnapshot({ group_id: id, name: cloud.name() }),
    400,
    /Invalid Group: Source group cannot be empty or in 'creating' or 'updating' state/
  );
  const nowhere = '00000000-0000-4000-8000-000000000000';
  await refused(
    demo.volume.createGroupSnapshot({ group_id: nowhere, name: cloud.name() }),
    404,
    /Group .* could not be found/
  );
  await refused(
    demo.volume.createGroup({ group_type: nowhere, volume_types: [volumeType], name: cloud.name() }),
    404,
    /Group type .* could not be found/
  );
});
