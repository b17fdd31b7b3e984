import { randomUUID } from 'node:crypto';
import type { Cloud } from '../state/cloud.js';
import type { BackupRecord } from './records.js';

/** Tells the backup's project, as Cinder does, that it could not be restored; no more than that. */
export const tellFailedRestore = (cloud: Cloud, { id, projectId }: BackupRecord): void => {
  cloud.tables.userMessages.insert({
    id: randomUUID(),
    projectId,
    createdAt: cloud.now(),
    resourceType: 'VOLUME_BACKUP',
    resourceId: id,
    eventId: 'VOLUME_VOLUME_BACKUP_015_026',
    text: 'restore backup:Backup driver failed to restore backup.',
  });
};
