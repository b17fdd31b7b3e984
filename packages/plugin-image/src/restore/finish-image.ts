import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { ImageClient } from '@karbor/openstack';
import type { Restore } from '../hook-arguments.js';
import { shareImage } from './share-image.js';

/** Gives the new image its name, then what would make it hard to take back: its visibility, its members and its protection. */
export async function finishImage(args: Restore): Promise<void> {
  const { savedInfo, parameters, context, effects, mapping, signal } = args;
  const [held] = effects.held('image');
  // Nothing was made: the original is used again.
  if (!held) return;
  const { id } = held.result;
  const images = sessionFrom(context.auth).image;
  const name = parameters.restore_name ?? savedInfo.name;
  // Recorded by its id before its name, by which it would be found, is taken off.
  await effects.keep('image');
  await images.updateImage(id, [{ op: 'replace', path: '/name', value: name }], { signal });
  if (savedInfo.hidden) await images.updateImage(id, [{ op: 'replace', path: '/os_hidden', value: true }], { signal });
  await publish(args, images, id);
  await shareImage(args, id);
  if (savedInfo.protected) await images.updateImage(id, [{ op: 'replace', path: '/protected', value: true }], { signal });
  mapping.set(id);
}

async function publish({ savedInfo: { visibility }, signal, log }: Restore, images: ImageClient, id: string): Promise<void> {
  if (visibility === 'private') return;
  try {
    await images.updateImage(id, [{ op: 'replace', path: '/visibility', value: visibility }], { signal });
  } catch (error) {
    if (!isOpenStackError(error, 'OPENSTACK_FORBIDDEN')) throw error;
    log.warn(`The restored image stays private: this user may not make an image ${visibility}.`, { image: id, visibility });
  }
}
