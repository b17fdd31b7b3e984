import { contradictedHash, isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { CreateImage, Image } from '@karbor/openstack';
import { KarborError, orNotMade, poll } from '@karbor/plugin-sdk';
import type { Progress } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Restore } from '../hook-arguments.js';
import { nameAndId, temporaryName } from '../names.js';
import { rootDiskStream } from '../root-disk-stream.js';
import type { RootDisk } from '../saved-info.js';

/** Makes a temporary image of the stored root disk, for the server to boot from. */
export async function* uploadRootDisk(args: Restore): AsyncGenerator<Progress> {
  const { savedInfo, resource, context, effects } = args;
  const { rootDisk } = savedInfo;
  if (!rootDisk) return;
  const session = sessionFrom(context.auth);
  yield { message: 'uploads the root disk to a temporary image' };
  const { result } = await effects.acquire('image', { of: resource.id }, async (tag, signal) => {
    const { id } = await orNotMade(session.image.createImage(imageOf(rootDisk, tag), { signal }));
    return { id };
  });
  await upload(args, result.id, rootDisk);
  checkImage(await uploaded(args, result.id), rootDisk);
}

function imageOf({ diskFormat, containerFormat, minDisk, minRam, properties }: RootDisk, tag: string): CreateImage {
  return {
    ...properties,
    name: temporaryName(tag),
    disk_format: diskFormat,
    container_format: containerFormat,
    min_disk: minDisk,
    min_ram: minRam,
    visibility: 'private',
  };
}

async function upload({ section, context, signal }: Restore, imageId: string, { bytes }: RootDisk): Promise<void> {
  const { image } = sessionFrom(context.auth);
  try {
    await image.uploadImageData(imageId, () => section.readStream(rootDiskStream, { signal }), { size: bytes, signal });
  } catch (error) {
    // The bytes may all be there although the answer was lost: then the image's hash tells.
    if (!isOpenStackError(error, 'OPENSTACK_CONNECTION', 'OPENSTACK_CONFLICT')) throw error;
    const { status } = await image.showImage(imageId, { signal });
    if (status === 'queued') throw error;
  }
}

function uploaded({ resource, context, config, signal }: Restore, imageId: string): Promise<Image> {
  return poll({
    ...waiting(config, 'image_timeout', signal),
    what: `The image ${imageId} with the root disk of server ${nameAndId(resource)}`,
    read: () => sessionFrom(context.auth).image.showImage(imageId, { signal }),
    state: ({ status }) => status,
    success: ['active'],
    failure: ['queued', 'killed', 'deleted', 'pending_delete', 'deactivated'],
  });
}

/** @throws KarborError `KARBOR_IMAGE_CHECKSUM` when the service has other bytes than were stored */
function checkImage(image: Image, { bytes, hashes }: RootDisk): void {
  const wrong = contradictedHash(image, hashes);
  if (!wrong && image.size === bytes) return;
  throw new KarborError(
    'KARBOR_IMAGE_CHECKSUM',
    `The temporary image ${image.id} is not what was sent: it has ${image.size ?? 0} bytes of ${bytes}${wrong ? `, and another ${wrong.algorithm}` : ''}. Restore again.`,
    { details: { image: image.id, size: image.size, expectedSize: bytes } },
  );
}
