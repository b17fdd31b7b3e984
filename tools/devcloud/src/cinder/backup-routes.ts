import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import { createBackup, deleteBackup, dependentsOf, findBackup, restoreBackup } from './backups.js';
import type { CinderCall } from './cinder-call.js';
import { listCollection } from './collection.js';
import type { BackupRecord, SnapshotRecord, VolumeRecord } from './records.js';
import { findSnapshot } from './snapshots.js';
import { backupView, linksOf } from './view.js';
import { findVolume } from './volumes.js';
import { requireBackupQuota } from './quota-checks.js';

const creation = z.object({
  backup: z.object({
    volume_id: z.string(),
    name: z.string().max(255).nullish(),
    description: z.string().max(255).nullish(),
    container: z.string().max(255).nullish(),
    incremental: z.boolean().optional(),
    force: z.boolean().optional(),
    snapshot_id: z.string().nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
  }),
});
const restoration = z.object({
  restore: z.object({ volume_id: z.string().nullish(), name: z.string().max(255).nullish() }),
});

const valueOf = (backup: BackupRecord, key: string): unknown =>
  ({ ...backup, volume_id: backup.volumeId, snapshot_id: backup.snapshotId, created_at: backup.createdAt })[key];

const refuse = (volume: VolumeRecord, snapshot: SnapshotRecord | undefined, force: boolean): void => {
  if (snapshot !== undefined) {
    if (snapshot.status !== 'available')
      throw new Problem(
        400,
        `Invalid snapshot: Snapshot to be backed up must be available, but the current status is "${snapshot.status}".`,
      );
    return;
  }
  if (volume.status === 'in-use' && !force)
    throw new Problem(400, 'Invalid volume: Backing up an in-use volume must use the force flag.');
  if (volume.status !== 'available' && volume.status !== 'in-use')
    throw new Problem(
      400,
      `Invalid volume: Volume to be backed up must be available or in-use, but the current status is "${volume.status}".`,
    );
};

const create = async (cloud: Cloud, call: CinderCall): Promise<Answer> => {
  const { backup: asked } = await readJson(call, creation);
  const volume = findVolume(cloud, call.token, asked.volume_id);
  const snapshot = asked.snapshot_id == null ? undefined : findSnapshot(cloud, call.token, asked.snapshot_id);
  refuse(volume, snapshot, asked.force ?? false);
  requireBackupQuota(cloud, call.token.projectId, volume.size);
  const { id, name } = createBackup(cloud, call.token, {
    volume,
    snapshot,
    incremental: asked.incremental ?? false,
    name: asked.name ?? null,
    description: asked.description ?? null,
    container: asked.container ?? 'volumebackups',
    metadata: asked.metadata ?? {},
    failsLater: call.failsLater,
  });
  return { status: 202, body: { backup: { id, name, links: linksOf(cloud, call.token.projectId, 'backups', id) } } };
};

const targetOf = (cloud: Cloud, call: CinderCall, backup: BackupRecord, id: string): VolumeRecord => {
  const target = findVolume(cloud, call.token, id);
  if (target.status !== 'available')
    throw new Problem(400, 'Invalid volume: Volume to be restored to must be available');
  if (target.size < backup.size)
    throw new Problem(
      400,
      `Invalid volume: volume size ${target.size} is too small to restore backup of size ${backup.size}.`,
    );
  return target;
};

const restore = async (cloud: Cloud, call: CinderCall, id: string): Promise<Answer> => {
  const backup = findBackup(cloud, call.token, id);
  const { restore: asked } = await readJson(call, restoration);
  if (backup.status !== 'available') throw new Problem(400, 'Invalid backup: Backup status must be available');
  const volume = restoreBackup(cloud, call.token, backup, {
    target: asked.volume_id == null ? undefined : targetOf(cloud, call, backup, asked.volume_id),
    name: asked.name ?? undefined,
    failsLater: call.failsLater,
  });
  return { status: 202, body: { restore: { backup_id: id, volume_id: volume.id, volume_name: volume.name } } };
};

export const addBackupRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const list = (call: CinderCall, path: string, view: (backup: BackupRecord) => object): Answer =>
    listCollection(cloud, call, {
      name: 'backups',
      path,
      filters: ['name', 'status', 'volume_id'],
      all: () => cloud.tables.backups.all(),
      valueOf,
      view,
    });
  router
    .on('POST', '/backups', (call) => create(cloud, call))
    .on('GET', '/backups', (call) =>
      list(call, 'backups', ({ id, name }) => ({
        id,
        name,
        links: linksOf(cloud, call.token.projectId, 'backups', id),
      })),
    )
    .on('GET', '/backups/detail', (call) => list(call, 'backups/detail', (backup) => backupView(cloud, call, backup)))
    .on('GET', '/backups/:id', (call, { id = '' }) => ({
      status: 200,
      body: { backup: backupView(cloud, call, findBackup(cloud, call.token, id)) },
    }))
    .on('DELETE', '/backups/:id', (call, { id = '' }) => {
      const backup = findBackup(cloud, call.token, id);
      if (!['available', 'error', 'error_deleting'].includes(backup.status))
        throw new Problem(400, 'Invalid backup: Backup status must be available or error');
      if (dependentsOf(cloud, id).length > 0)
        throw new Problem(400, 'Invalid backup: Incremental backups exist for this backup.');
      deleteBackup(cloud, backup, call.failsLater);
      return { status: 202 };
    })
    .on('POST', '/backups/:id/restore', (call, { id = '' }) => restore(cloud, call, id));
};
