import { beforeAll, expect, test } from 'vitest';
import type { Image, Volume } from '@karbor/openstack';
import { imageBytes, sampleBytes } from '../cloud/bytes.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { reaches } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { volumeShape } from '../shapes/volume.fixture.js';

const cloud = contract();
const bytes = sampleBytes(32 * 1024, 'sources');
const properties = { hw_scsi_model: 'virtio-scsi', os_type: 'linux' };
let image: Image;
let original: Volume;

beforeAll(async () => {
  image = await cloud.make.image(bytes, { ...properties, min_ram: 64 });
  original = await cloud.make.volume({ imageRef: image.id, metadata: { a: '1' } });
});

/** The first bytes of a volume, by way of an image. */
async function bytesOf(id: string): Promise<Uint8Array> {
  const { demo, make } = cloud;
  const { imageId } = await demo.volume.uploadVolumeToImage(id, { image_name: cloud.name('upload') });
  await make.adopt.image(imageId);
  await reaches(() => demo.image.showImage(imageId), 'active');
  await reaches(() => demo.volume.showVolume(id), 'available');
  return imageBytes(demo, imageId, bytes.length);
}

test('a volume of an image is bootable and has its properties', () => {
  expect(volumeShape.parse(original)).toMatchObject({
    ...{ bootable: 'true', metadata: { a: '1' }, status: 'available', snapshot_id: null },
    volume_image_metadata: {
      ...properties,
      ...{
        image_id: image.id,
        image_name: image.name,
        disk_format: 'raw',
        container_format: 'bare',
        min_ram: '64',
        min_disk: '0',
      },
      ...{ checksum: image.checksum, size: String(bytes.length) },
    },
  });
});

test('an upload is an active image of the whole disk, with the same properties', async () => {
  const { demo, make } = cloud;
  const wanted = { image_name: cloud.name('upload'), disk_format: 'raw', container_format: 'bare' };
  const id = await cloud.cloud.meanwhile(async () => {
    const answer = await demo.request<{ 'os-volume_upload_image': { image_id: string } }>('volume', {
      method: 'POST',
      path: `/volumes/${original.id}/action`,
      json: { 'os-volume_upload_image': wanted },
    });
    expect(answer.status).toBe(202);
    const started = answer.body['os-volume_upload_image'];
    expect(started).toMatchObject({
      id: original.id,
      status: 'uploading',
      disk_format: 'raw',
      container_format: 'bare',
    });
    await make.adopt.image(started.image_id);
    await refused(demo.volume.uploadVolumeToImage(original.id, wanted), 400, /status must be/);
    return started.image_id;
  });
  const upload = await reaches(() => demo.image.showImage(id), 'active');
  expect(upload).toMatchObject({
    ...{ name: wanted.image_name, size: cloud.cloud.gigabyte, visibility: 'shared', ...properties },
    os_hash_algo: 'sha512',
  });
  await reaches(() => demo.volume.showVolume(original.id), 'available');
  expect(Buffer.compare(await imageBytes(demo, id, bytes.length), bytes)).toBe(0);
});

test('a volume of a snapshot has its bytes, size and image properties, and no metadata', async () => {
  const { make } = cloud;
  const snapshot = await make.snapshot({ volume_id: original.id });
  const copy = volumeShape.parse(await make.volume({ snapshot_id: snapshot.id }));
  expect(copy).toMatchObject({
    ...{ snapshot_id: snapshot.id, source_volid: null, size: 1, bootable: 'true', volume_type: original.volume_type },
    volume_image_metadata: properties,
  });
  expect(Buffer.compare(await bytesOf(copy.id), bytes)).toBe(0);
});

test('a volume of a volume has its size and image properties', async () => {
  const { make } = cloud;
  const copy = volumeShape.parse(await make.volume({ source_volid: original.id }));
  expect(copy).toMatchObject({
    source_volid: original.id,
    size: 1,
    bootable: 'true',
    volume_image_metadata: properties,
  });
});

test('a volume may be larger than its source, and not smaller', async () => {
  const { make } = cloud;
  const source = await make.volume({ size: 2 });
  const snapshot = await make.snapshot({ volume_id: source.id });
  expect(await make.volume({ snapshot_id: snapshot.id, size: 3 })).toMatchObject({ size: 3 });
  await refused(
    make.volume({ snapshot_id: snapshot.id, size: 1 }),
    400,
    /Invalid input received: Volume size '1'GB cannot be smaller than the snapshot size 2GB/
  );
  await refused(
    make.volume({ source_volid: source.id, size: 1 }),
    400,
    /Invalid input received: Volume size '1'GB cannot be smaller than original volume size +2GB/
  );
});

test('what is not active or too large for the volume is no source', async () => {
  const { make } = cloud;
  const queued = await make.image();
  await refused(make.volume({ imageRef: queued.id }), 400, /Invalid image identifier|not active/);
  const large = await make.image(bytes, { min_disk: 2 });
  await refused(
    make.volume({ imageRef: large.id }),
    400,
    /Volume size 1GB cannot be smaller than the image minDisk size 2GB/
  );
});
