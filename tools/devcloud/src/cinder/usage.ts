import type { Cloud } from '../state/cloud.js';

export interface VolumeUsage {
  readonly volumes: number;
  readonly snapshots: number;
  /** Of volumes and snapshots. */
  readonly gigabytes: number;
  readonly backups: number;
  readonly backup_gigabytes: number;
  readonly per_volume_gigabytes: number;
  readonly groups: number;
}

/** What a project has, by the names of its quotas. */
export const usageOf = (cloud: Cloud, projectId: string): VolumeUsage => {
  const mine = <T extends { readonly projectId: string }>(records: readonly T[]): T[] =>
    records.filter((one) => one.projectId === projectId);
  const sum = (records: readonly { readonly size: number }[]): number =>
    records.reduce((total, { size }) => total + size, 0);
  const [volumes, snapshots, backups] = [
    mine(cloud.tables.volumes.all()),
    mine(cloud.tables.snapshots.all()),
    mine(cloud.tables.backups.all()),
  ];
  return {
    volumes: volumes.length,
    snapshots: snapshots.length,
    gigabytes: sum(volumes) + sum(snapshots),
    backups: backups.length,
    backup_gigabytes: sum(backups),
    per_volume_gigabytes: 0,
    groups: mine(cloud.tables.groups.all()).length,
  };
};
