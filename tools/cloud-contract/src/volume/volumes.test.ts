import { collect } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { contract } from '../cloud/contract.fixture.js';
import { reaches, vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { volumeShape, volumeTypeShape } from '../shapes/volume.fixture.js';
import { zoneShape } from '../shapes/zone.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';

const action = (id: string, json: unknown) =>
  cloud.demo.request('volume', { method: 'POST', path: `/volumes/${id}/action`, json });

test('a volume is creating when it is accepted, and available later', async () => {
  const { demo } = cloud;
  const answer = await demo.request<{ volume: { id: string } }>('volume', {
    method: 'POST',
    path: '/volumes',
    json: { volume: { size: 1, name: cloud.name('blank'), description: 'd', metadata: { a: '1' } } },
  });
  const { id } = answer.body.volume;
  cloud.after(
    () => demo.volume.deleteVolume(id),
    () => vanishes(() => demo.volume.showVolume(id))
  );
  expect(answer.status).toBe(202);
  expect(answer.requestId).toMatch(/^req-/);
  expect(volumeShape.parse(answer.body.volume)).toMatchObject({
    status: 'creating',
    bootable: 'false',
    attachments: [],
  });
  const volume = volumeShape.parse(await reaches(() => demo.volume.showVolume(id), 'available'));
  expect(volume).toMatchObject({
    ...{ size: 1, description: 'd', metadata: { a: '1' }, bootable: 'false', encrypted: false, multiattach: false },
    ...{ volume_type: '__DEFAULT__', availability_zone: 'nova', snapshot_id: null, source_volid: null },
    'os-vol-tenant-attr:tenant_id': await demo.projectId(),
    user_id: await demo.userId(),
  });
  expect(volume.volume_image_metadata).toBeUndefined();
});

test('volumes may name an availability zone that there is', async () => {
  const { demo, make } = cloud;
  const zones = (await demo.volume.listAvailabilityZones()).map((one) => zoneShape.parse(one));
  expect(zones).toEqual([{ zoneName: 'nova', zoneState: { available: true } }]);
  expect(await make.volume({ availability_zone: 'nova' })).toMatchObject({ availability_zone: 'nova' });
});

test('lists take filters by name, status and metadata, and go on page by page', async () => {
  const { demo, make } = cloud;
  const names = [cloud.name(), cloud.name(), cloud.name()];
  for (const name of names) await make.volume({ name, metadata: { of: names[0] ?? '' } });
  const named = await collect(demo.volume.listVolumes({ filters: { name: names[1] } }));
  expect(named.map((volume) => volumeShape.parse(volume).name)).toEqual([names[1]]);
  const filters = { status: 'available', metadata: `{'of':'${names[0] ?? ''}'}` };
  const listed = await collect(demo.volume.listVolumes({ filters, pageSize: 2 }));
  // Of the same second, in any order.
  expect(listed.map(({ name }) => name).sort()).toEqual(names.sort());
  expect(await collect(demo.volume.listVolumes({ filters: { name: 'no such name' } }))).toEqual([]);
  // A filter that there is not is left out, and refused from 3.31 on.
  const unknown = { name: names[1], no_such_filter: 'x' };
  expect(await collect(demo.volume.listVolumes({ filters: unknown }))).toMatchObject([{ name: names[1] }]);
  const refusal = collect(demo.volume.listVolumes({ filters: unknown, microversion: '3.31' }));
  await refused(refusal, 400, /Invalid filters no_such_filter are found in query options/);
});

test('an update changes what it names, and replaces all metadata', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume({ metadata: { a: '1', b: '2' } });
  const name = cloud.name('renamed');
  await demo.volume.updateVolume(id, { name, description: '', metadata: { b: '3' } });
  expect(await demo.volume.showVolume(id)).toMatchObject({ name, description: '', metadata: { b: '3' } });
  expect(await demo.volume.setVolumeMetadata(id, { c: '4' })).toEqual({ b: '3', c: '4' });
  await demo.volume.updateVolume(id, { metadata: {} });
  expect(await demo.volume.showVolume(id)).toMatchObject({ name, metadata: {} });
});

test('image properties are set and unset one by one, and make nothing bootable', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume();
  await demo.volume.setVolumeImageMetadata(id, { hw_disk_bus: 'scsi', os_type: 'linux' });
  await demo.volume.setVolumeImageMetadata(id, { os_type: 'other' });
  expect(await demo.volume.showVolume(id)).toMatchObject({
    bootable: 'false',
    volume_image_metadata: { hw_disk_bus: 'scsi', os_type: 'other' },
  });
  expect((await action(id, { 'os-unset_image_metadata': { key: 'hw_disk_bus' } })).status).toBe(200);
  expect((await demo.volume.showVolume(id)).volume_image_metadata).toEqual({ os_type: 'other' });
  await refused(action(id, { 'os-unset_image_metadata': { key: 'hw_disk_bus' } }), 404, /metadata/i);
  await action(id, { 'os-unset_image_metadata': { key: 'os_type' } });
  expect((await demo.volume.showVolume(id)).volume_image_metadata).toBeUndefined();
});

test('whether a volume is bootable can be set', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume();
  await demo.volume.setVolumeBootable(id, true);
  expect((await demo.volume.showVolume(id)).bootable).toBe('true');
  await demo.volume.setVolumeBootable(id, false);
  expect((await demo.volume.showVolume(id)).bootable).toBe('false');
});

test('a read-only volume tells so in its metadata', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume();
  await action(id, { 'os-update_readonly_flag': { readonly: true } });
  expect((await demo.volume.showVolume(id)).metadata).toEqual({ readonly: 'True' });
});

test('a volume grows, and never shrinks', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume();
  await demo.volume.extendVolume(id, 2);
  expect(await reaches(() => demo.volume.showVolume(id), 'available')).toMatchObject({ size: 2 });
  await refused(demo.volume.extendVolume(id, 1), 400, /New size for extend must be greater/);
});

test('a deletion is accepted, and the volume is not found later', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume();
  expect((await demo.volume.deleteVolume(id)).requestId).toMatch(/^req-/);
  await vanishes(() => demo.volume.showVolume(id));
  const message = new RegExp(`Volume ${id} could not be found`);
  await refused(demo.volume.showVolume(id), 404, message);
  await refused(demo.volume.deleteVolume(id), 404, message);
  await refused(demo.volume.updateVolume(id, { name: 'x' }), 404, message);
});

test("another project's volume is not found, and an administrator sees it", async () => {
  const { alt, admin, make } = cloud;
  const { id } = await make.volume();
  await refused(alt.volume.showVolume(id), 404, /could not be found/);
  expect(await admin.volume.showVolume(id)).toMatchObject({ id });
});

test('what a volume cannot be made of is refused', async () => {
  const { make } = cloud;
  await refused(make.volume({ size: 0 }), 400, /size/i);
  await refused(
    make.volume({ volume_type: 'no-such-type' }),
    404,
    /Volume type with name no-such-type could not be found/
  );
  await refused(make.volume({ availability_zone: 'no-such-zone' }), 400, /Availability zone 'no-such-zone' is invalid/);
  await refused(make.volume({ snapshot_id: nowhere }), 404, /Snapshot .* could not be found/);
  await refused(make.volume({ source_volid: nowhere }), 404, /Volume .* could not be found/);
  await refused(make.volume({ imageRef: nowhere }), 400, /image/i);
});

test('types are listed and shown', async () => {
  const { volume } = cloud.demo;
  const types = await collect(volume.listVolumeTypes());
  const type = types.find(({ name }) => name === '__DEFAULT__');
  expect(volumeTypeShape.parse(type)).toMatchObject({ is_public: true });
  expect(await volume.showVolumeType(type?.id ?? '')).toMatchObject({ name: '__DEFAULT__' });
  await refused(volume.showVolumeType(nowhere), 404, /Volume type .* could not be found/);
});

test('a microversion that is not there is refused, and the newest is told', async () => {
  const { demo } = cloud;
  expect(await demo.maxMicroversion('volume')).toMatch(/^3\.\d+$/);
  const list = (microversion?: string) => demo.request('volume', { method: 'GET', path: '/volumes', microversion });
  expect((await list('3.60')).headers['openstack-api-version']).toBe('volume 3.60');
  expect((await list()).headers['openstack-api-version']).toBe('volume 3.0');
  const error = await refused(list('3.999'), 406, /Version 3\.999 is not supported/);
  expect(error.code).toBe('OPENSTACK_MICROVERSION_UNSUPPORTED');
});
