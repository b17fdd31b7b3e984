import { orNotMade } from '@karbor/plugin-sdk';
import { imageHashes, orAbsent, sessionFrom } from '@karbor/openstack';
import type { CreateImage, Image, Session } from '@karbor/openstack';
import type { Progress } from '@karbor/plugin-sdk';
import { encryptionKeyOf, withoutKeyDeletion } from '../encryption-key.js';
import type { Restore } from '../hook-arguments.js';
import { temporaryName } from '../names.js';
import type { SavedInfo } from '../saved-info.js';
import { uploadImage } from './upload-image.js';

/** Makes an image with the bytes of the checkpoint. It is private and has a temporary name until it is finished. */
export async function* restoreImage(args: Restore): AsyncGenerator<Progress> {
  const { resource, savedInfo, parameters, context, effects, mapping, signal, log } = args;
  const session = sessionFrom(context.auth);
  if (parameters.reuse === 'auto' && (await isStillThere(session, resource.id, savedInfo, signal))) {
    log.info('The original image is still there with the same bytes; it is used again.', { image: resource.id });
    mapping.set(resource.id);
    return;
  }
  const key = encryptionKeyOf(savedInfo.properties);
  if (key !== undefined) {
    log.warn('The bytes of the image are encrypted with a key that is not in the bank. The new image uses the same one, if it is still there, and leaves it when it is deleted.', { image: resource.id, key });
  }
  yield { message: 'uploads the data' };
  const { result } = await effects.acquire('image', { of: resource.id }, async (tag, makeSignal) => {
    const { id } = await orNotMade(session.image.createImage(unfinished(savedInfo, tag), { signal: makeSignal }));
    return { id };
  });
  await uploadImage(args, result.id);
}

async function isStillThere(session: Session, id: string, saved: SavedInfo, signal: AbortSignal): Promise<boolean> {
  const image = await orAbsent(session.image.showImage(id, { signal }));
  return image?.status === 'active' && image.size === saved.bytes && hasSameHash(image, saved);
}

function hasSameHash(image: Image, saved: SavedInfo): boolean {
  return imageHashes(image).some(({ algorithm, value }) =>
    saved.hashes.some((one) => one.algorithm === algorithm && one.value === value),
  );
}

function unfinished(saved: SavedInfo, tag: string): CreateImage {
  return {
    ...withoutKeyDeletion(saved.properties),
    name: temporaryName(tag),
    visibility: 'private',
    disk_format: saved.diskFormat,
    container_format: saved.containerFormat,
    min_disk: saved.minDisk,
    min_ram: saved.minRam,
    tags: saved.tags,
  };
}
