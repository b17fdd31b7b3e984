import { sessionFrom } from '@karbor/openstack';
import { waiting } from '../config.js';
import type { Delete } from '../hook-arguments.js';
import { removables } from '../removables.js';
import { removeUntilGone } from '../removal.js';
import { refuseNeededBackup } from './refuse-needed-backup.js';

/** Removes the backup or snapshot that is the copy; fine when it is gone. What is in the bank is core's to remove. */
export async function removeCopy(args: Delete): Promise<void> {
  const { savedInfo, context, config, signal } = args;
  const kinds = removables(sessionFrom(context.auth));
  const patience = waiting(config, 'delete_timeout', signal);
  const copy = savedInfo?.copy;
  if (copy?.mode === 'snapshot') await removeUntilGone(kinds.snapshot, copy.snapshotId, patience);
  if (copy?.mode !== 'backup') return;
  // Once more: somebody may have based a backup on it since the delete began.
  await refuseNeededBackup(args);
  await removeUntilGone(kinds.backup, copy.backupId, patience);
}
