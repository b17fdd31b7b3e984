import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Image, Session } from '@karbor/openstack';
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

/** The SHA-512 of a server's own disk, in the format in which the cloud keeps it. */
export function rootDiskHash(session: Session, id: string): Promise<string> {
  return withServerImage(session, id, ({ os_hash_value: hash }) => Promise.resolve(hash ?? ''));
}

/** The SHA-512 of all bytes that a server sees of its own disk, whose image is none of these bytes, as that of a real guest. */
export function guestDiskHash(session: Session, id: string): Promise<string> {
  return withServerImage(session, id, async (image) => {
    const folder = await mkdtemp(join(tmpdir(), 'karbor-disk-'));
    try {
      const [stored, raw] = [join(folder, 'stored'), join(folder, 'raw')];
      await pipeline((await session.image.downloadImageData(image.id)).body, createWriteStream(stored));
      await promisify(execFile)('qemu-img', ['convert', '-f', image.disk_format ?? '', '-O', 'raw', stored, raw]);
      const hash = createHash('sha512');
      await pipeline(createReadStream(raw), hash);
      return hash.digest('hex');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

async function withServerImage<T>({ compute, image }: Session, id: string, use: (image: Image) => Promise<T>): Promise<T> {
  const { imageId } = await compute.createServerImage(id, { name: 'bytes-of-server' });
  const result = await use(await reaches(() => image.showImage(imageId), 'active'));
  await image.deleteImage(imageId);
  await vanishes(() => image.showImage(imageId));
  return result;
}
