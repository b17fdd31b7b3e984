import type { Session } from '@karbor/openstack';
import { reaches, vanishes } from './eventually.js';

/** The SHA-512 of all bytes of a free volume: they go to an image, which Glance hashes. */
export async function volumeHash({ volume, image }: Session, id: string): Promise<string> {
  const { imageId } = await volume.uploadVolumeToImage(id, { image_name: 'bytes-of-volume', disk_format: 'raw', container_format: 'bare' });
  const { os_hash_value: hash } = await reaches(() => image.showImage(imageId), 'active');
  await image.deleteImage(imageId);
  await vanishes(() => image.showImage(imageId));
  // It is `uploading` for a moment longer than the image.
  await reaches(() => volume.showVolume(id), 'available');
  return hash ?? '';
}

/** The SHA-512 of a server's own disk. */
export async function rootDiskHash({ compute, image }: Session, id: string): Promise<string> {
  const { imageId } = await compute.createServerImage(id, { name: 'bytes-of-server' });
  const { os_hash_value: hash } = await reaches(() => image.showImage(imageId), 'active');
  await image.deleteImage(imageId);
  await vanishes(() => image.showImage(imageId));
  return hash ?? '';
}
