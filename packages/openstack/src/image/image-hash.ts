import { getHashes } from 'node:crypto';
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

type Hashed = Parameters<typeof imageHashes>[0];

/**
 * The hash to compute of an image's bytes while they come: the strongest that the service has and this Node can compute,
 * with its value; `sha512` without one where there is none.
 */
export function hashToCompute(image: Hashed): { readonly algorithm: string; readonly value: string | undefined } {
  return imageHashes(image).find(({ algorithm }) => getHashes().includes(algorithm)) ?? { algorithm: 'sha512', value: undefined };
}

/** The first of the service's hashes that one in `known` contradicts: then the image has other bytes. */
export function contradictedHash(image: Hashed, known: readonly ImageHash[]): ImageHash | undefined {
  return imageHashes(image).find(({ algorithm, value }) =>
    known.some((one) => one.algorithm === algorithm && one.value !== value)
  );
}
