import { orAbsent, sessionFrom } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import { backupsOfVolume } from '../backups-of-volume.js';
import { checkpointOf } from '../checkpoint-description.js';
import type { Delete, DeleteCheck } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { dependentBackups } from './dependent-backups.js';

/**
 * Looks at all copies of a checkpoint before its delete begins.
 * @throws KarborError `KARBOR_BACKUP_NEEDED` when incremental backups are based on one of them
 */
export async function refuseNeededBackups({ members, ...shared }: Pick<DeleteCheck, 'members' | 'context' | 'signal'>): Promise<void> {
  for (const member of members) await refuseNeededBackup({ ...shared, ...member });
}

/** @throws KarborError `KARBOR_BACKUP_NEEDED` while incremental backups are based on this copy */
export async function refuseNeededBackup({ resource, savedInfo, context, signal }: Pick<Delete, 'resource' | 'savedInfo' | 'context' | 'signal'>): Promise<void> {
  if (savedInfo?.copy.mode !== 'backup') return;
  const session = sessionFrom(context.auth);
  const backup = await orAbsent(session.volume.showBackup(savedInfo.copy.backupId, { signal }));
  if (!backup?.has_dependent_backups) return;
  const neededBy = dependentBackups(backup, await backupsOfVolume(session, backup.volume_id, signal)).map(({ id, description }) => ({
    backup: id,
    checkpoint: checkpointOf(description),
  }));
  const names = neededBy.map(({ backup: id, checkpoint }) => (checkpoint === undefined ? `${id} (not of Karbor)` : `${id} (checkpoint ${checkpoint})`));
  throw new KarborError(
    'KARBOR_BACKUP_NEEDED',
    `Backup ${backup.id} of volume ${nameAndId(resource.name, resource.id)} cannot be removed, for newer incremental backups are based on it: ${names.join(', ') || 'Cinder does not show which'}. Delete those checkpoints and backups first, then this one again.`,
    { details: { backup: backup.id, volume: resource.id, neededBy } },
  );
}
