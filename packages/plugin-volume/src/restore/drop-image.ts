import { sessionFrom } from '@karbor/openstack';
import { isKarborError } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Restore } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { removables } from '../removables.js';
import { removeUntilGone, triesOfNeeded } from '../removal.js';

/** The temporary image has served. Where the new volume is a clone of it, Glance keeps it as long as that volume is there. */
export async function dropImage(args: Restore, imageId: string, volumeId: string): Promise<void> {
  const { resource, effects, log } = args;
  if (await isRemoved(args, imageId)) return effects.release('image');
  await effects.keep('image');
  log.warn(
    `Image ${imageId} stays in the cloud after the restore of volume ${nameAndId(resource.name, resource.id)}: the new volume ${volumeId} is a clone that depends on it, as on Ceph. Delete the image when that volume was deleted or flattened.`,
    { image: imageId, volume: volumeId },
  );
}

async function isRemoved({ context, config, signal }: Restore, imageId: string): Promise<boolean> {
  const { image } = removables(sessionFrom(context.auth));
  try {
    await removeUntilGone(image, imageId, waiting(config, 'delete_timeout', signal), triesOfNeeded);
    return true;
  } catch (error) {
    if (isKarborError(error, 'KARBOR_STILL_NEEDED')) return false;
    throw error;
  }
}
