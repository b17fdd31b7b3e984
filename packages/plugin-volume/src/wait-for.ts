import { orAbsent } from '@karbor/openstack';
import type { Backup, Image, Session, Snapshot, Volume } from '@karbor/openstack';
import { KarborError, poll } from '@karbor/plugin-sdk';
import { cinderReason, noReason } from './cinder-reason.js';
import type { Waiting } from './config.js';

const lost = ['error', 'error_deleting', 'deleting', 'deleted'];

/**
 * Waits until a volume is `available`. `backupId` is of the backup that is restored into it.
 * @throws KarborError `KARBOR_POLL_FAILED` with the service's reason
 */
export async function volumeAvailable(session: Session, id: string, what: string, waiting: Waiting, backupId?: string): Promise<Volume> {
  const volume = await poll({
    ...waiting,
    what: `${what} (volume ${id})`,
    read: (signal) => session.volume.showVolume(id, { signal }),
    state: ({ status }) => status,
    success: ['available', ...lost, 'error_restoring', 'error_extending', 'error_managing'],
  });
  if (volume.status === 'available') return volume;
  const reason = await cinderReason(session, { volumeId: id, backupId }, waiting.signal);
  throw new KarborError(
    'KARBOR_POLL_FAILED',
    `${what} (volume ${id}) is in state "${volume.status}" instead of available: ${reason}.`,
    { details: { volume: id, state: volume.status } },
  );
}

/** Waits until a snapshot is `available`. */
export function snapshotAvailable(session: Session, id: string, what: string, waiting: Waiting): Promise<Snapshot> {
  return poll({
    ...waiting,
    what: `${what} (snapshot ${id})`,
    read: (signal) => session.volume.showSnapshot(id, { signal }),
    state: ({ status }) => status,
    success: ['available'],
    failure: lost,
  });
}

/**
 * Waits until a backup is `available`.
 * @throws KarborError `KARBOR_BACKUP_FAILED` with the service's reason
 */
export async function backupAvailable(session: Session, id: string, what: string, waiting: Waiting): Promise<Backup> {
  const backup = await poll({
    ...waiting,
    what: `${what} (backup ${id})`,
    read: (signal) => session.volume.showBackup(id, { signal }),
    state: ({ status }) => status,
    success: ['available', ...lost],
  });
  if (backup.status === 'available') return backup;
  throw new KarborError(
    'KARBOR_BACKUP_FAILED',
    `${what} (backup ${id}) is in state "${backup.status}" instead of available: ${backup.fail_reason ?? noReason}.`,
    { details: { backup: id, state: backup.status } },
  );
}

/** Waits until an image is `active`. `alsoLost` are further states that it cannot come out of. */
export async function imageActive(
  session: Session,
  id: string,
  what: string,
  waiting: Waiting,
  alsoLost: readonly string[] = [],
): Promise<Image> {
  return poll({
    ...waiting,
    what: `${what} (image ${id})`,
    read: async (signal) => {
      const image = await orAbsent(session.image.showImage(id, { signal }));
      if (image) return image;
      // Cinder removes the image of an upload that it has given up.
      throw new KarborError('KARBOR_POLL_FAILED', `${what} (image ${id}) was removed before it was ready.`);
    },
    state: ({ status }) => status,
    success: ['active'],
    failure: ['killed', 'deleted', 'pending_delete', 'deactivated', ...alsoLost],
  });
}
