import { hashToCompute, imageHashes } from '@karbor/openstack';
import type { Image, ImageClient, ImageHash } from '@karbor/openstack';
import { KarborError, writeHashedStream } from '@karbor/plugin-sdk';
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
  const { algorithm, value } = hashToCompute(image);
  const open = async ({ offset }: { readonly offset: number }) =>
    (await images.downloadImageData(image.id, { offset, signal })).body;
  const total = image.size === null ? {} : { total: image.size };
  const { size, hash } = await writeHashedStream(section, dataStream, open, { identity, algorithm, signal, ...total });
  const expected = value ?? hash;
  if (hash !== expected || size !== (image.size ?? size)) {
    await section.deleteObject(dataStream);
    throw new KarborError(
      'KARBOR_IMAGE_CHECKSUM',
      `The bytes that came of image ${image.id} are not those that the service has a hash of: ${size} bytes with ${algorithm} ${hash} instead of ${image.size ?? size} bytes with ${expected}. Protect it again; if it stays so, the image is damaged.`,
      { details: { image: image.id, algorithm, expected, actual: hash } },
    );
  }
  return { bytes: size, hashes: [{ algorithm, value: hash }, ...known.filter((one) => one.algorithm !== algorithm)] };
}
