import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { quotasOf, resetQuotas, updateQuotas } from '../state/quotas.js';
import type { CinderCall } from './cinder-call.js';
import { usageOf } from './usage.js';

const defaults = {
  volumes: 10,
  snapshots: 10,
  gigabytes: 1000,
  backups: 10,
  backup_gigabytes: 1000,
  per_volume_gigabytes: -1,
  groups: 10,
} as const;

const limits = (cloud: Cloud, projectId: string): object => {
  const quotas = quotasOf(cloud, 'volume', projectId, defaults);
  const used = usageOf(cloud, projectId);
  return {
    limits: {
      rate: [],
      absolute: {
        maxTotalVolumes: quotas['volumes'],
        maxTotalSnapshots: quotas['snapshots'],
        maxTotalVolumeGigabytes: quotas['gigabytes'],
        maxTotalBackups: quotas['backups'],
        maxTotalBackupGigabytes: quotas['backup_gigabytes'],
        totalVolumesUsed: used.volumes,
        totalGigabytesUsed: used.gigabytes,
        totalSnapshotsUsed: used.snapshots,
        totalBackupsUsed: used.backups,
        totalBackupGigabytesUsed: used.backup_gigabytes,
      },
    },
  };
};

export const addQuotaRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const show = (call: CinderCall, projectId: string): Answer => {
    if (projectId !== call.token.projectId && !isAdmin(call.token))
      throw new Problem(403, "Policy doesn't allow volume_extension:quotas:show to be performed.");
    const quotas = quotasOf(cloud, 'volume', projectId, defaults);
    if (!/^true$/i.test(call.query.get('usage') ?? ''))
      return { status: 200, body: { quota_set: { ...quotas, id: projectId } } };
    const used = usageOf(cloud, projectId);
    const withUsage = Object.entries(quotas).map(([key, limit]) => [
      key,
      { limit, in_use: used[key as keyof typeof defaults], reserved: 0 },
    ]);
    return { status: 200, body: { quota_set: { ...Object.fromEntries(withUsage), id: projectId } as object } };
  };
  const adminOnly = (call: CinderCall, action: string): void => {
    if (!isAdmin(call.token))
      throw new Problem(403, `Policy doesn't allow volume_extension:quotas:${action} to be performed.`);
  };
  router
    .on('GET', '/limits', (call) => ({ status: 200, body: limits(cloud, call.token.projectId) }))
    .on('GET', '/os-quota-sets/:id', (call, { id = '' }) => show(call, id))
    .on('GET', '/os-quota-sets/:id/defaults', (_call, { id = '' }) => ({
      status: 200,
      body: { quota_set: { ...defaults, id } },
    }))
    .on('PUT', '/os-quota-sets/:id', async (call, { id = '' }) => {
      adminOnly(call, 'update');
      return { status: 200, body: { quota_set: await updateQuotas(cloud, call, 'quota_set', id, defaults) } };
    })
    .on('DELETE', '/os-quota-sets/:id', (call, { id = '' }) => {
      adminOnly(call, 'delete');
      resetQuotas(cloud, 'volume', id);
      return { status: 200 };
    });
};
