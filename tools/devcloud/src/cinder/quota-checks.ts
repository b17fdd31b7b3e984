import { Problem } from '../http/problem.js';
import type { Cloud } from '../state/cloud.js';
import { enforcedQuota } from '../state/quotas.js';
import { usageOf } from './usage.js';

type Counted = 'volumes' | 'snapshots' | 'backups';

const names = { volumes: 'Volume', snapshots: 'Snapshot', backups: 'Backup' } as const;

const refuseCount = (cloud: Cloud, projectId: string, what: Counted): void => {
  const limit = enforcedQuota(cloud, 'volume', projectId, what);
  if (usageOf(cloud, projectId)[what] + 1 <= limit) return;
  const quota = what === 'volumes' ? ` for quota '${what}'.` : '';
  throw new Problem(413, `${names[what]}LimitExceeded: Maximum number of ${what} allowed (${limit}) exceeded${quota}`);
};

const refuseSize = (cloud: Cloud, projectId: string, size: number): void => {
  const limit = enforcedQuota(cloud, 'volume', projectId, 'gigabytes');
  const used = usageOf(cloud, projectId).gigabytes;
  if (used + size > limit)
    throw new Problem(
      413,
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${size}G, quota is ${limit}G and ${used}G has been consumed.`,
    );
};

/** A Problem 413 when a volume or snapshot of this size (GB) is more than the project may have. */
export const requireQuota = (cloud: Cloud, projectId: string, what: 'volumes' | 'snapshots', size: number): void => {
  refuseSize(cloud, projectId, size);
  refuseCount(cloud, projectId, what);
};

/** The same for a volume that grows by so many GB. */
export const requireQuotaToGrow = refuseSize;

export const requireBackupQuota = (cloud: Cloud, projectId: string, size: number): void => {
  refuseCount(cloud, projectId, 'backups');
  const limit = enforcedQuota(cloud, 'volume', projectId, 'backup_gigabytes');
  const used = usageOf(cloud, projectId).backup_gigabytes;
  if (used + size > limit)
    throw new Problem(
      413,
      `VolumeBackupSizeExceedsAvailableQuota: Requested backup exceeds allowed Backup gigabytes quota. Requested ${size}G, quota is ${limit}G and ${used}G has been consumed.`,
    );
};
