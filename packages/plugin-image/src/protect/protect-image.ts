import { sessionFrom } from '@karbor/openstack';
import type { Progress } from '@karbor/plugin-sdk';
import { KarborError } from '@karbor/plugin-sdk';
import { describeImage, refersToSnapshots } from '../describe-image.js';
import { encryptionKeyOf, keyGoesWithImage } from '../encryption-key.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orGone } from '../or-gone.js';
import { describeMembers } from './describe-members.js';
import { storeImage } from './store-image.js';

/**
 * Streams the image into the bank. An active image never changes its bytes, so nothing has to be frozen before.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_IMAGE_STATE`, `KARBOR_IMAGE_CHECKSUM`
 */
export async function* protectImage({ resource, context, section, saveInfo, signal, log }: Protect): AsyncGenerator<Progress> {
  const images = sessionFrom(context.auth).image;
  const image = await orGone(resource, images.showImage(resource.id, { signal }));
  if (image.status !== 'active') {
    throw new KarborError(
      'KARBOR_IMAGE_STATE',
      `Image ${nameAndId(resource.name, resource.id)} is in state "${image.status}": only an active image has bytes that can be read. Wait until it is active or reactivate it, or leave it out of the plan.`,
      { details: { image: resource.id, state: image.status } },
    );
  }
  if (refersToSnapshots(image)) {
    log.warn('The image holds no bytes, only the names of volume snapshots; those are not protected with it.', { image: image.id });
  }
  if (encryptionKeyOf(image) !== undefined) {
    const fate = keyGoesWithImage(image) ? ', and Glance deletes that key with the image: then the copy cannot be read any more' : '';
    log.warn(`The bytes of the image are encrypted with a key that is not protected with it${fate}.`, { image: image.id });
  }
  const members = await describeMembers(images, image, context.projectId, signal);
  yield { message: 'stores the data' };
  const identity = `${image.id} ${image.os_hash_value ?? image.checksum ?? image.updated_at}`;
  const stored = await storeImage({ images, image, section, identity, signal });
  saveInfo({ ...describeImage(image), members, ...stored });
}
