import { contradictedHash, isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { Image, Session } from '@karbor/openstack';
import { KarborError, poll } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Waiting } from '../config.js';
import { dataStream } from '../data-stream.js';
import type { Restore } from '../hook-arguments.js';
import { nameAndId } from '../names.js';

/**
 * Streams the bytes of the bank into an image, and proves by the service's hash that they have arrived.
 * @throws KarborError `KARBOR_IMAGE_CHECKSUM`
 */
export async function uploadImage({ resource, savedInfo, section, context, config, signal }: Restore, id: string): Promise<void> {
  const session = sessionFrom(context.auth);
  try {
    const open = () => section.readStream(dataStream, { signal });
    await session.image.uploadImageData(id, open, { size: savedInfo.bytes, signal });
  } catch (error) {
    // The bytes may all be there although the answer was lost: then the image's hash tells.
    if (!isOpenStackError(error, 'OPENSTACK_CONNECTION', 'OPENSTACK_CONFLICT', 'OPENSTACK_UNAVAILABLE')) throw error;
    const { status } = await session.image.showImage(id, { signal });
    if (status === 'queued') throw error;
  }
  const what = `The image that is restored from ${nameAndId(resource.name, resource.id)}`;
  const image = await active(session, id, what, waiting(config, 'timeout', signal));
  const wrong = contradictedHash(image, savedInfo.hashes);
  if (wrong === undefined && image.size === savedInfo.bytes) return;
  throw new KarborError(
    'KARBOR_IMAGE_CHECKSUM',
    `${what} (image ${id}) is not what was sent: it has ${image.size ?? 0} bytes instead of ${savedInfo.bytes}${wrong ? `, and another ${wrong.algorithm}` : ''}. Restore again.`,
    { details: { image: id, size: image.size, expectedSize: savedInfo.bytes } },
  );
}

function active(session: Session, id: string, what: string, patience: Waiting): Promise<Image> {
  return poll({
    ...patience,
    what: `${what} (image ${id})`,
    read: (signal) => session.image.showImage(id, { signal }),
    state: ({ status }) => status,
    success: ['active'],
    failure: ['queued', 'killed', 'deleted', 'pending_delete', 'deactivated'],
  });
}
