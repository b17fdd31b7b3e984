import type { Server, Volume } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { boot, prepareBoot } from '../cloud/boot.fixture.js';
import type { Boot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { reaches, vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { serverShape, volumeAttachmentShape } from '../shapes/compute.fixture.js';
import { volumeShape } from '../shapes/volume.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
let from: Boot;
let server: Server;
let volume: Volume;

beforeAll(async () => {
  from = await prepareBoot(cloud, 'volumes of servers');
  server = await boot(cloud, from);
  volume = await cloud.make.volume();
  await attach(volume.id);
});

const attach = async (id: string): Promise<void> => {
  const { attachment, requestId } = await cloud.demo.compute.attachVolume(server.id, { volumeId: id });
  expect(volumeAttachmentShape.parse(attachment)).toMatchObject({ id, volumeId: id, serverId: server.id });
  expect(requestId).toMatch(/^req-/);
  await reaches(() => cloud.demo.volume.showVolume(id), 'in-use');
};

test('an attached volume and its server tell of each other', async () => {
  const { demo } = cloud;
  const shown = volumeShape.parse(await demo.volume.showVolume(volume.id));
  const [own, ...none] = await demo.compute.listVolumeAttachments(server.id, { microversion: '2.79' });
  expect(none).toEqual([]);
  expect(volumeAttachmentShape.parse(own)).toMatchObject({
    volumeId: volume.id,
    serverId: server.id,
    delete_on_termination: false,
  });
  expect(own?.device).toMatch(/^\/dev\/[sv]db$/);
  expect(shown).toMatchObject({
    status: 'in-use',
    attachments: [{ server_id: server.id, volume_id: volume.id, id: volume.id, device: own?.device }],
  });
  expect(await demo.compute.showServer(server.id)).toMatchObject({
    'os-extended-volumes:volumes_attached': [{ id: volume.id }],
  });
  const later = await demo.compute.showServer(server.id, { microversion: '2.3' });
  expect(later['os-extended-volumes:volumes_attached']).toEqual([{ id: volume.id, delete_on_termination: false }]);
});

test('a volume in use is not deleted, attached again, uploaded, or booted from', async () => {
  const { demo, make } = cloud;
  await refused(demo.volume.deleteVolume(volume.id), 400, /Invalid volume: Volume status must be available or error/);
  await refused(
    demo.compute.attachVolume(server.id, { volumeId: volume.id }),
    400,
    /is already attached|status must be available/
  );
  const image = { image_name: cloud.name('upload') };
  await refused(demo.volume.uploadVolumeToImage(volume.id, image), 400, /status must be/);
  await refused(
    demo.volume.uploadVolumeToImage(volume.id, { ...image, force: true }),
    400,
    /status must be|Force upload to image is disabled/
  );
  await demo.volume.setVolumeBootable(volume.id, true);
  const disks = [
    { boot_index: 0, uuid: volume.id, source_type: 'volume' as const, destination_type: 'volume' as const },
  ];
  const wanted = { flavorRef: from.flavorRef, networks: [{ uuid: from.networkId }], block_device_mapping_v2: disks };
  await refused(
    make.server(wanted),
    400,
    /Invalid volume: .* status must be available or downloading to reserve, but the current status is in-use/
  );
});

test('a snapshot of a volume in use must be forced', async () => {
  const { demo, make } = cloud;
  await refused(
    make.snapshot({ volume_id: volume.id }),
    400,
    /Invalid volume: Volume .* status must be available, but current status is: in-use/
  );
  const snapshot = await make.snapshot({ volume_id: volume.id, force: true });
  expect(await demo.volume.showVolume(volume.id)).toMatchObject({ status: 'in-use' });
  const copy = await make.volume({ snapshot_id: snapshot.id });
  expect(copy.size).toBe(1);
});

test('a backup of a volume in use must be forced, and one is made of a snapshot of it', async () => {
  const { demo, make } = cloud;
  await refused(
    make.backup({ volume_id: volume.id }),
    400,
    /Invalid volume: Backing up an in-use volume must use the force flag/
  );
  const snapshot = await make.snapshot({ volume_id: volume.id, force: true });
  await make.backup({ volume_id: volume.id, snapshot_id: snapshot.id, force: true });
  await reaches(() => demo.volume.showVolume(volume.id), 'in-use');
});

test('a volume is detached, and free again', async () => {
  const { demo, make } = cloud;
  const { id } = await make.volume();
  await attach(id);
  expect((await demo.compute.detachVolume(server.id, id)).requestId).toMatch(/^req-/);
  expect(await reaches(() => demo.volume.showVolume(id), 'available')).toMatchObject({ attachments: [] });
  await refused(demo.compute.detachVolume(server.id, id), 404, /not attached|Not found|not found|could not be found/);
  await refused(demo.compute.detachVolume(server.id, nowhere), 404, /.+/);
  await refused(demo.compute.attachVolume(server.id, { volumeId: nowhere }), 404, /Volume .* could not be found/);
  await refused(demo.compute.attachVolume(nowhere, { volumeId: id }), 404, /Instance .* could not be found/);
});

test('a server frees its volumes when it goes, but for those that go with it', async () => {
  const { demo, make } = cloud;
  const [stays, goes] = [await make.volume(), await make.volume()];
  const other = await boot(cloud, from);
  for (const { id } of [stays, goes]) {
    await demo.compute.attachVolume(other.id, { volumeId: id });
    await reaches(() => demo.volume.showVolume(id), 'in-use');
  }
  await demo.request('compute', {
    method: 'PUT',
    path: `/servers/${other.id}/os-volume_attachments/${goes.id}`,
    json: { volumeAttachment: { volumeId: goes.id, delete_on_termination: true } },
    microversion: '2.85',
  });
  const attachments = await demo.compute.listVolumeAttachments(other.id, { microversion: '2.79' });
  expect(attachments.map((one) => [one.volumeId, one.delete_on_termination]).sort()).toEqual(
    [
      [stays.id, false],
      [goes.id, true],
    ].sort()
  );
  await demo.compute.deleteServer(other.id);
  await vanishes(() => demo.compute.showServer(other.id));
  await reaches(() => demo.volume.showVolume(stays.id), 'available');
  await vanishes(() => demo.volume.showVolume(goes.id));
});

test('a server boots from a volume, with others attached in order; its image names their snapshots', async () => {
  const { demo, make } = cloud;
  const root = await make.volume({ imageRef: from.image.id });
  const data = await make.volume();
  const { id } = await make.server({
    flavorRef: from.flavorRef,
    networks: [{ uuid: from.networkId }],
    block_device_mapping_v2: [
      { boot_index: 0, uuid: root.id, source_type: 'volume', destination_type: 'volume', delete_on_termination: false },
      {
        boot_index: -1,
        uuid: data.id,
        source_type: 'volume',
        destination_type: 'volume',
        delete_on_termination: false,
      },
    ],
  });
  const made = serverShape.parse(await demo.compute.showServer(id));
  expect(made.image).toBe('');
  const attachments = await demo.compute.listVolumeAttachments(id);
  expect(attachments.map((one) => one.volumeId).sort()).toEqual([root.id, data.id].sort());
  const devices = new Map(attachments.map((one) => [one.volumeId, one.device]));
  expect(devices.get(root.id)).toMatch(/^\/dev\/[sv]da$/);
  expect(devices.get(data.id)).toMatch(/^\/dev\/[sv]db$/);
  await refused(demo.compute.detachVolume(id, root.id), 400, /Cannot detach a root device volume|root/);

  // An image of such a server has no bytes, but names snapshots.
  const { imageId } = await demo.compute.createServerImage(id, { name: cloud.name('image') });
  await make.adopt.image(imageId);
  const image = await reaches(() => demo.image.showImage(imageId), 'active');
  expect(image.size).toBe(0);
  const mappings = JSON.parse(String(image['block_device_mapping'])) as {
    snapshot_id: string;
    boot_index: number | null;
  }[];
  for (const { snapshot_id } of mappings) {
    cloud.after(
      () => demo.volume.deleteSnapshot(snapshot_id),
      () => vanishes(() => demo.volume.showSnapshot(snapshot_id))
    );
    await reaches(() => demo.volume.showSnapshot(snapshot_id), 'available');
  }
  expect(mappings).toHaveLength(2);
  const mapping = mappings.find(({ boot_index }) => boot_index === 0);
  expect(mapping).toMatchObject({ source_type: 'snapshot', destination_type: 'volume' });
  expect(await demo.volume.showSnapshot(mapping?.snapshot_id ?? '')).toMatchObject({ volume_id: root.id });
  await demo.compute.deleteServer(id);
  await vanishes(() => demo.compute.showServer(id));
  await reaches(() => demo.volume.showVolume(root.id), 'available');
});
