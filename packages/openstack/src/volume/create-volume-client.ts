import { path } from '../http/path.js';
import { quotaLimits } from '../session/quota.js';
import { serviceClient, type ServiceCaller } from '../session/service-client.js';
import { createBackups } from './backups.js';
import { createGroups } from './groups.js';
import type { VolumeClient } from './volume-client.js';
import { createVolumes } from './volumes.js';

export function createVolumeClient(caller: ServiceCaller): VolumeClient {
  const cinder = serviceClient(caller, 'volume');
  return {
    ...createVolumes(cinder),
    ...createBackups(cinder),
    ...createGroups(cinder),
    listVolumeTypes: (options) => cinder.list('/types', 'volume_types', options),
    showVolumeType: async (id, options) => cinder.get(path`/types/${id}`, 'volume_type', options),
    listAvailabilityZones: (options) => cinder.get('/os-availability-zone', 'availabilityZoneInfo', options),
    listSnapshots: (options) => cinder.list('/snapshots/detail', 'snapshots', options),
    showSnapshot: async (id, options) => cinder.get(path`/snapshots/${id}`, 'snapshot', options),
    createSnapshot: (snapshot, options) => cinder.send('POST', '/snapshots', { snapshot }, 'snapshot', options),
    deleteSnapshot: async (id, options) => cinder.accept('DELETE', path`/snapshots/${id}`, undefined, options),
    setSnapshotMetadata: async (id, metadata, options) =>
      cinder.send('POST', path`/snapshots/${id}/metadata`, { metadata }, 'metadata', { ...options, idempotent: true }),
    deleteSnapshotMetadataKey: async (id, key, options) =>
      cinder.accept('DELETE', path`/snapshots/${id}/metadata/${key}`, undefined, options),
    showQuotaSet: async (projectId, options) =>
      quotaLimits(await cinder.get(path`/os-quota-sets/${projectId}`, 'quota_set', options)),
    updateQuotaSet: async (projectId, quotas, options) =>
      quotaLimits(
        await cinder.send('PUT', path`/os-quota-sets/${projectId}`, { quota_set: quotas }, 'quota_set', options)
      ),
    showLimits: async (options) => {
      const limits = await cinder.get<{ absolute: Readonly<Record<string, number>> }>('/limits', 'limits', options);
      return limits.absolute;
    },
  };
}
