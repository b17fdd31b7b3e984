import { createHash, getHashes } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { imageHashes } from '@karbor/openstack';
import type { Image, ImageClient, ImageHash } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { WriteSection } from '@karbor/plugin-sdk';
import { dataStream } from '../data-stream.js';

export interface StoreImageOptions {
  readonly images: ImageClient;
  /** An active one. */
  readonly image: Image;
  readonly section: WriteSection;
  /** Names the bytes: stored chunks of an earlier try are used again only for the same. */
  readonly identity: string;
  readonly signal: AbortSignal;
}

/**
 * Streams the bytes of an image into the bank and proves that they are the ones that the service has a hash of.
 * @throws KarborError `KARBOR_IMAGE_CHECKSUM`
 */
export async function storeImage(options: StoreImageOptions): Promise<{ bytes: number; hashes: ImageHash[] }> {
  const { images, image, section, identity, signal } = options;
  const known = imageHashes(image);
  const algorithm = known.find((hash) => getHashes().includes(hash.algorithm))?.algorithm ?? 'sha512';
  const seen: { hash?: Hash } = {};
  const { size } = await section.writeStream(
    dataStream,
    async ({ offset }) => {
      const { body } = await images.downloadImageData(image.id, { offset, signal });
      if (offset > 0) return body;
      seen.hash = createHash(algorithm);
      return hashed(body, seen.hash);
    },
    { identity, signal, ...(image.size !== null && { total: image.size }) },
  );
  // What an earlier try had stored did not pass by here: then all of it is read from the bank.
  const hash = seen.hash ?? (await hashOf(section.readStream(dataStream, { signal }), algorithm));
  const value = hash.digest('hex');
  const expected = known.find((one) => one.algorithm === algorithm)?.value ?? value;
  if (value !== expected || (image.size !== null && size !== image.size)) {
    await section.deleteObject(dataStream);
    throw new KarborError(
      'KARBOR_IMAGE_CHECKSUM',
      `The bytes that came of image ${image.id} are not those that the service has a hash of: ${size} bytes with ${algorithm} ${value} instead of ${image.size ?? size} bytes with ${expected}. Protect it again; if it stays so, the image is damaged.`,
      { details: { image: image.id, algorithm, expected, actual: value } },
    );
  }
  return { bytes: size, hashes: [{ algorithm, value }, ...known.filter((one) => one.algorithm !== algorithm)] };
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function hashOf(chunks: AsyncIterable<Uint8Array>, algorithm: string): Promise<Hash> {
  const hash = createHash(algorithm);
  for await (const chunk of chunks) hash.update(chunk);
  return hash;
}
