import { orAbsent, sessionFrom } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import { waiting } from './config.js';
import type { Delete } from './hook-arguments.js';
import { nameAndId } from './names.js';
import { removables } from './removables.js';
import { removeUntilGone } from './removal.js';

/**
 * Removes the backup or snapshot that is the copy; fine when it is gone. What is in the bank is core's to remove.
 * @throws KarborError `KARBOR_BACKUP_NEEDED` while incremental backups are based on it
 */
export async function removeCopy({ resource, savedInfo, context, config, signal }: Delete): Promise<void> {
  const session = sessionFrom(context.auth);
  const kinds = removables(session);
  const patience = waiting(config, 'delete_timeout', signal);
  const copy = savedInfo?.copy;
  if (copy?.mode === 'snapshot') await removeUntilGone(kinds.snapshot, copy.snapshotId, patience);
  if (copy?.mode !== 'backup') return;
  const backup = await orAbsent(session.volume.showBackup(copy.backupId, { signal }));
  if (backup?.has_dependent_backups) {
    throw new KarborError(
      'KARBOR_BACKUP_NEEDED',
      `Backup ${copy.backupId} of volume ${nameAndId(resource.name, resource.id)} cannot be removed: newer incremental backups are based on it. Delete the newer checkpoints of this volume first.`,
      { details: { backup: copy.backupId, volume: resource.id } },
    );
  }
  await removeUntilGone(kinds.backup, copy.backupId, patience);
}
