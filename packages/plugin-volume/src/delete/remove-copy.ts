import { sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { waiting } from '../config.js';
import type { Waiting } from '../config.js';
import { letGoOfMember } from '../group-snapshot/let-go.js';
import type { Delete } from '../hook-arguments.js';
import { removables } from '../removables.js';
import { removeUntilGone, triesOfNeeded } from '../removal.js';
import type { SavedCopy } from '../saved-info.js';
import { refuseNeededBackup } from './refuse-needed-backup.js';

/**
 * Removes the backup or snapshot that is the copy; fine when it is gone. What is in the bank is core's to remove.
 * @throws KarborError `KARBOR_BACKUP_NEEDED`; `KARBOR_STILL_NEEDED` when restored volumes depend on the snapshot
 */
export async function removeCopy(args: Delete): Promise<void> {
  const { savedInfo, context, config, signal } = args;
  const session = sessionFrom(context.auth);
  const patience = waiting(config, 'delete_timeout', signal);
  const copy = savedInfo?.copy;
  if (copy?.mode === 'snapshot') await removeSnapshot(session, copy, patience);
  if (copy?.mode !== 'backup') return;
  // Once more: somebody may have based a backup on it since the delete began.
  await refuseNeededBackup(args);
  await removeUntilGone(removables(session).backup, copy.backupId, patience);
}

function removeSnapshot(session: Session, { snapshotId, groupSnapshotId }: SavedCopy<'snapshot'>, patience: Waiting): Promise<void> {
  if (groupSnapshotId !== undefined) return letGoOfMember(session, { snapshotId, groupSnapshotId }, patience);
  return removeUntilGone(removables(session).snapshot, snapshotId, patience, triesOfNeeded);
}
