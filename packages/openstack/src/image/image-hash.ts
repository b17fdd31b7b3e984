import type { Image } from './image.js';

/** A hash of all bytes of an image. */
export interface ImageHash {
  /** As the service and `node:crypto` name it: `sha512`, `md5`, … */
  readonly algorithm: string;
  /** Hexadecimal, in lower case. */
  readonly value: string;
}

/** The hashes that the service has of an image's bytes, the strongest first; none before the upload. */
export function imageHashes(image: Pick<Image, 'os_hash_algo' | 'os_hash_value' | 'checksum'>): readonly ImageHash[] {
  const hashes: ImageHash[] = [];
  if (image.os_hash_algo && image.os_hash_value) {
    hashes.push({ algorithm: image.os_hash_algo.toLowerCase(), value: image.os_hash_value.toLowerCase() });
  }
  if (image.checksum) hashes.push({ algorithm: 'md5', value: image.checksum.toLowerCase() });
  return hashes;
}
