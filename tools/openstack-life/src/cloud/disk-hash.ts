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

/** The SHA-256 of all bytes of a free volume: they go to an image in a format that leaves zeros out, and come from there. */
export async function volumeHash(session: Session, id: string): Promise<string> {
  const { volume, image } = session;
  const { imageId } = await volume.uploadVolumeToImage(id, { image_name: 'bytes-of-volume', disk_format: 'qcow2', container_format: 'bare' });
  const hash = await hashOfImage(session, await reaches(() => image.showImage(imageId), 'active'));
  await image.deleteImage(imageId);
  await vanishes(() => image.showImage(imageId));
  // It is `uploading` for a moment longer than the image.
  await reaches(() => volume.showVolume(id), 'available');
  return hash;
}

/** The SHA-512 of a server's own disk, in the format in which the cloud keeps it. */
export function rootDiskHash(session: Session, id: string): Promise<string> {
  return withServerImage(session, id, ({ os_hash_value: hash }) => Promise.resolve(hash ?? ''));
}

/** The SHA-256 of all bytes that a server sees of its own disk, whose image is none of these bytes, as that of a real guest. */
export function guestDiskHash(session: Session, id: string): Promise<string> {
  return withServerImage(session, id, (image) => hashOfImage(session, image));
}

/** The SHA-256 of all bytes of the disk that an image is of. */
async function hashOfImage(session: Session, { id, disk_format: format }: Image): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'karbor-disk-'));
  try {
    const [stored, raw] = [join(folder, 'stored'), join(folder, 'raw')];
    await pipeline((await session.image.downloadImageData(id)).body, createWriteStream(stored));
    await promisify(execFile)('qemu-img', ['convert', '-f', format ?? '', '-O', 'raw', stored, raw]);
    const hash = createHash('sha256');
    await pipeline(createReadStream(raw, { highWaterMark: 2 ** 20 }), hash);
    return hash.digest('hex');
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function withServerImage<T>({ compute, image }: Session, id: string, use: (image: Image) => Promise<T>): Promise<T> {
  const { imageId } = await compute.createServerImage(id, { name: 'bytes-of-server' });
  const result = await use(await reaches(() => image.showImage(imageId), 'active'));
  await image.deleteImage(imageId);
  await vanishes(() => image.showImage(imageId));
  return result;
}
