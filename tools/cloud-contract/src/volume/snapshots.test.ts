import { collect } from '@karbor/openstack';
import type { Volume } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { contract } from '../cloud/contract.fixture.js';
import { vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { snapshotShape } from '../shapes/volume.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
let volume: Volume;

beforeAll(async () => {
  volume = await cloud.make.volume();
});

test('a snapshot is creating when it is accepted, and available later', async () => {
  const { demo, make } = cloud;
  const name = cloud.name('snapshot');
  const made = snapshotShape.parse(
    await make.snapshot({ volume_id: volume.id, name, description: 'd', metadata: { a: '1' } })
  );
  expect(made).toMatchObject({
    ...{ status: 'available', name, description: 'd', metadata: { a: '1' }, size: 1, volume_id: volume.id },
    'os-extended-snapshot-attributes:progress': '100%',
    'os-extended-snapshot-attributes:project_id': await demo.projectId(),
  });
  expect(await demo.volume.showSnapshot(made.id, { microversion: '3.14' })).toMatchObject({ group_snapshot_id: null });
  const second = await demo.request<{ snapshot: { id: string; status: string } }>('volume', {
    method: 'POST',
    path: '/snapshots',
    json: { snapshot: { volume_id: volume.id, name: cloud.name() } },
  });
  const { id, status } = second.body.snapshot;
  cloud.after(
    () => demo.volume.deleteSnapshot(id),
    () => vanishes(() => demo.volume.showSnapshot(id))
  );
  expect([second.status, status]).toEqual([202, 'creating']);
});

test('lists take filters by name, volume and status', async () => {
  const { demo, make } = cloud;
  const [first, second] = [
    await make.snapshot({ volume_id: volume.id }),
    await make.snapshot({ volume_id: volume.id }),
  ];
  const other = await make.snapshot({ volume_id: (await make.volume()).id });
  const ids = async (filters: Record<string, string>) =>
    (await collect(demo.volume.listSnapshots({ filters, pageSize: 1 })))
      .map((one) => snapshotShape.parse(one).id)
      .sort();
  expect(await ids({ name: second.name ?? '' })).toEqual([second.id]);
  expect(await ids({ volume_id: volume.id, status: 'available' })).toEqual([first.id, second.id].sort());
  expect(await ids({ volume_id: other.volume_id })).toEqual([other.id]);
  expect(await ids({ name: 'no such name' })).toEqual([]);
});

test('a volume with snapshots is not deleted before them, unless it cascades', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume();
  const snapshot = await make.snapshot({ volume_id: id });
  await refused(
    demo.volume.deleteVolume(id),
    400,
    /Invalid volume: Volume status must be available or error .* have snapshots/
  );
  await demo.volume.deleteVolume(id, { cascade: true });
  await vanishes(() => demo.volume.showVolume(id));
  await refused(demo.volume.showSnapshot(snapshot.id), 404, /could not be found/);
});

test('what is not there has no snapshot, and a snapshot that is gone is not found', async () => {
  const { demo, alt, make } = cloud;
  await refused(make.snapshot({ volume_id: nowhere }), 404, /Volume .* could not be found/);
  const { id } = await make.snapshot({ volume_id: volume.id });
  await refused(alt.volume.showSnapshot(id), 404, /could not be found/);
  expect((await demo.volume.deleteSnapshot(id)).requestId).toMatch(/^req-/);
  await vanishes(() => demo.volume.showSnapshot(id));
  const message = new RegExp(`Snapshot ${id} could not be found`);
  await refused(demo.volume.showSnapshot(id), 404, message);
  await refused(demo.volume.deleteSnapshot(id), 404, message);
});

test("a snapshot's metadata is changed key by key", async () => {
  const { demo, make } = cloud;
  const { id } = await make.snapshot({ volume_id: volume.id, metadata: { a: '1', b: '2' } });
  expect(await demo.volume.setSnapshotMetadata(id, { b: '3', c: '4' })).toEqual({ a: '1', b: '3', c: '4' });
  await demo.volume.deleteSnapshotMetadataKey(id, 'a');
  expect(await demo.volume.showSnapshot(id)).toMatchObject({ metadata: { b: '3', c: '4' } });
  await refused(demo.volume.deleteSnapshotMetadataKey(id, 'a'), 404, /Metadata item was not found|has no metadata with key a/);
  await refused(demo.volume.setSnapshotMetadata(nowhere, { a: '1' }), 404, /Snapshot .* could not be found/);
  await refused(demo.volume.deleteSnapshotMetadataKey(nowhere, 'a'), 404, /Snapshot .* could not be found/);
});

test('a snapshot of a volume in error is refused', async () => {
  const { admin, make } = cloud;
  const { id } = await make.volume();
  await admin.request('volume', {
    method: 'POST',
    path: `/volumes/${id}/action`,
    json: { 'os-reset_status': { status: 'error' } },
  });
  await refused(
    make.snapshot({ volume_id: id }),
    400,
    /Invalid volume: The snapshot cannot be created when the volume is in error status/
  );
  await refused(
    make.snapshot({ volume_id: id, force: true }),
    400,
    /The snapshot cannot be created when the volume is in error status/
  );
});
