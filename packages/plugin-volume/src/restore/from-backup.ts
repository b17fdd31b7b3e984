import { sessionFrom } from '@karbor/openstack';
import type { Progress } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Restore } from '../hook-arguments.js';
import type { SavedCopy } from '../saved-info.js';
import { volumeAvailable } from '../wait-for.js';
import { likeTheOriginal, makeVolume, newVolumeOf } from './new-volume.js';

/** Cinder backup → volume. The volume is made first: Cinder itself would make one of the default type. */
export async function* fromBackup(args: Restore, { backupId }: SavedCopy<'backup'>): AsyncGenerator<Progress> {
  const { context, config, signal } = args;
  const session = sessionFrom(context.auth);
  yield { message: 'makes an empty volume' };
  const volumeId = await makeVolume(args, backupId, likeTheOriginal(args));
  yield { message: `restores backup ${backupId} into it` };
  await session.volume.restoreBackup(backupId, { volume_id: volumeId }, { signal });
  await volumeAvailable(session, volumeId, newVolumeOf(args), waiting(config, 'timeout', signal), backupId);
}
