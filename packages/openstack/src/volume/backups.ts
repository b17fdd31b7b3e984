import { path } from '../http/path.js';
import { part, type ServiceClient } from '../session/service-client.js';
import type { RestoredBackup } from './backup.js';
import type { VolumeClient } from './volume-client.js';

type Backups = Pick<VolumeClient, 'listBackups' | 'showBackup' | 'createBackup' | 'deleteBackup' | 'restoreBackup'>;

export function createBackups(cinder: ServiceClient): Backups {
  return {
    listBackups: (options) => cinder.list('/backups/detail', 'backups', options),
    showBackup: async (id, options) => cinder.get(path`/backups/${id}`, 'backup', options),
    createBackup: async (backup, options) => {
      const answer = await cinder.call('POST', '/backups', { backup }, options);
      const { id, name } = part<{ id: string; name: string | null }>(answer, 'backup', 'POST /backups of volume');
      return { id, name, requestId: answer.requestId };
    },
    deleteBackup: async (id, options) => cinder.accept('DELETE', path`/backups/${id}`, undefined, options),
    restoreBackup: async (id, target = {}, options) => {
      const place = path`/backups/${id}/restore`;
      const answer = await cinder.call('POST', place, { restore: target }, options);
      return { ...part<RestoredBackup>(answer, 'restore', `POST ${place} of volume`), requestId: answer.requestId };
    },
  };
}
