import { contradictedHash, isOpenStackError, sessionFrom } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import { dataStream } from '../data-stream.js';
import type { Restore } from '../hook-arguments.js';
import type { SavedCopy } from '../saved-info.js';
import { imageActive } from '../wait-for.js';

/**
 * Streams the bytes of the bank into an image, and proves by the service's hash that they have arrived.
 * @throws KarborError `KARBOR_IMAGE_CHECKSUM`
 */
export async function uploadImage(args: Restore, imageId: string, copy: SavedCopy<'image'>): Promise<void> {
  const { section, context, config, signal } = args;
  const session = sessionFrom(context.auth);
  try {
    const open = () => section.readStream(dataStream, { signal });
    await session.image.uploadImageData(imageId, open, { size: copy.bytes, signal });
  } catch (error) {
    // The bytes may all be there although the answer was lost: then the image's hash tells.
    if (!isOpenStackError(error, 'OPENSTACK_CONNECTION', 'OPENSTACK_CONFLICT', 'OPENSTACK_UNAVAILABLE')) throw error;
    const { status } = await session.image.showImage(imageId, { signal });
    if (status === 'queued') throw error;
  }
  const what = 'The temporary image with the stored data';
  const image = await imageActive(session, imageId, what, waiting(config, 'timeout', signal), ['queued']);
  const wrong = contradictedHash(image, copy.hashes);
  if (wrong === undefined && image.size === copy.bytes) return;
  throw new KarborError(
    'KARBOR_IMAGE_CHECKSUM',
    `${what} (image ${imageId}) is not what was sent: it has ${image.size ?? 0} bytes instead of ${copy.bytes}${wrong ? `, and another ${wrong.algorithm}` : ''}. Restore again.`,
    { details: { image: imageId, size: image.size, expectedSize: copy.bytes } },
  );
}
