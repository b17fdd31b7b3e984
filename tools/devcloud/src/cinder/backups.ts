import { randomUUID } from 'node:crypto';
import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import {
  backupBlob,
  type BackupRecord,
  snapshotBlob,
  type SnapshotRecord,
  volumeBlob,
  type VolumeRecord,
} from './records.js';
import { tellFailedRestore } from './user-messages.js';
import { isEncrypted } from './volume-types.js';
import { insertVolume, setVolume, volumeBytes } from './volumes.js';

export const findBackup = (cloud: Cloud, token: ScopedToken, id: string): BackupRecord => {
  const backup = cloud.tables.backups.get(id);
  if (backup === undefined || (backup.projectId !== token.projectId && !isAdmin(token)))
    throw new Problem(404, `Backup ${id} could not be found.`);
  return backup;
};

export const dependentsOf = (cloud: Cloud, id: string): BackupRecord[] =>
  cloud.tables.backups.filter(({ parentId }) => parentId === id);

const save = (cloud: Cloud, backup: BackupRecord, changes: Partial<BackupRecord>): BackupRecord =>
  cloud.tables.backups.save(backup, { ...changes, updatedAt: cloud.now() });

const parentFor = (cloud: Cloud, volumeId: string): string => {
  const newest = cloud.tables.backups
    .filter((backup) => backup.volumeId === volumeId && backup.status !== 'error')
    .at(-1);
  if (newest === undefined) throw new Problem(400, 'Invalid backup: No backups available to do an incremental backup.');
  if (newest.status !== 'available')
    throw new Problem(400, 'Invalid backup: The parent backup must be available for incremental backup.');
  return newest.id;
};

export interface BackupRequest {
  readonly volume: VolumeRecord;
  readonly snapshot?: SnapshotRecord | undefined;
  readonly incremental: boolean;
  readonly name: string | null;
  readonly description: string | null;
  readonly container: string;
  readonly metadata: Record<string, string>;
  readonly failsLater: boolean;
}

const objectsPerGigabyte = 64;

const isUnchanged = async (cloud: Cloud, one: string, other: string, size: number): Promise<boolean> => {
  const step = 1024 * 1024;
  for (let offset = 0; offset < size; offset += step) {
    const [left, right] = await Promise.all([
      cloud.blobs.read(one, offset, step),
      cloud.blobs.read(other, offset, step),
    ]);
    if (!left.equals(right)) return false;
  }
  return true;
};

/** `creating`, then `available`; meanwhile the volume (or the snapshot) is `backing-up`. */
export const createBackup = (cloud: Cloud, token: ScopedToken, request: BackupRequest): BackupRecord => {
  const { volume, snapshot } = request;
  const now = cloud.now();
  const backup = cloud.tables.backups.insert({
    id: randomUUID(),
    projectId: token.projectId,
    userId: token.userId,
    volumeId: volume.id,
    snapshotId: snapshot?.id ?? null,
    parentId: request.incremental ? parentFor(cloud, volume.id) : null,
    createdAt: now,
    updatedAt: null,
    dataTimestamp: snapshot?.createdAt ?? now,
    name: request.name,
    description: request.description,
    container: request.container,
    size: volume.size,
    status: 'creating',
    failReason: null,
    objectCount: 0,
    metadata: request.metadata,
    volume: {
      volumeType: volume.volumeType,
      name: volume.name,
      description: volume.description,
      bootable: volume.bootable,
      metadata: volume.metadata,
      imageMetadata: volume.imageMetadata,
    },
  });
  const before = snapshot?.status ?? volume.status;
  const setSource = (status: string): void => {
    if (snapshot === undefined) setVolume(cloud, volume, { status });
    else cloud.tables.snapshots.save(snapshot, { status });
  };
  setSource('backing-up');
  cloud.transitions.begin(
    'backup',
    async () => {
      if (request.failsLater) throw new Error('It was asked to fail.');
      const bytes = backupBlob(backup.id);
      await cloud.blobs.copy(snapshot === undefined ? volumeBlob(volume.id) : snapshotBlob(snapshot.id), bytes);
      const parent = backup.parentId;
      const unchanged =
        parent !== null && (await isUnchanged(cloud, backupBlob(parent), bytes, volumeBytes(cloud, volume.size)));
      setSource(before);
      save(cloud, backup, { status: 'available', objectCount: unchanged ? 0 : volume.size * objectsPerGigabyte });
    },
    () => {
      setSource(before);
      save(cloud, backup, { status: 'error', failReason: 'The backup was asked to fail.' });
    },
  );
  return backup;
};

export const deleteBackup = (cloud: Cloud, backup: BackupRecord, failsLater: boolean): void => {
  save(cloud, backup, { status: 'deleting' });
  cloud.transitions.begin(
    'backup',
    async () => {
      if (failsLater) throw new Error('It was asked to fail.');
      cloud.tables.backups.delete(backup.id);
      await cloud.blobs.remove(backupBlob(backup.id));
    },
    () => save(cloud, backup, { status: 'error_deleting' }),
  );
};

export interface RestoreRequest {
  /** Missing for a new volume of the backup's size. */
  readonly target: VolumeRecord | undefined;
  readonly name: string | undefined;
  readonly failsLater: boolean;
}

/** With its bytes comes the key of an encrypted volume, which only a volume of the same type can use. */
const refuseOtherType = (cloud: Cloud, { volume }: BackupRecord, target: VolumeRecord): void => {
  if (isEncrypted(cloud, volume.volumeType) && volume.volumeType !== target.volumeType)
    throw new Error(`The source volume type '${volume.volumeType}' is different than that of the target.`);
};

export const restoreBackup = (
  cloud: Cloud,
  token: ScopedToken,
  backup: BackupRecord,
  request: RestoreRequest,
): VolumeRecord => {
  const volume =
    request.target ??
    insertVolume(cloud, token, {
      size: backup.size,
      name: request.name ?? `restore_backup_${backup.id}`,
      description: 'auto-created_from_restore_from_backup',
    });
  setVolume(cloud, volume, { status: 'restoring-backup', metadata: { ...volume.metadata, src_backup_id: backup.id } });
  save(cloud, backup, { status: 'restoring' });
  cloud.transitions.begin(
    'restore',
    async () => {
      if (request.failsLater) throw new Error('It was asked to fail.');
      await cloud.blobs.copy(backupBlob(backup.id), volumeBlob(volume.id));
      await cloud.blobs.resize(volumeBlob(volume.id), volumeBytes(cloud, volume.size));
      const { name, description, bootable, imageMetadata, metadata: saved } = backup.volume;
      // A name that was asked for, or was there before, stays.
      const named = volume.name === `restore_backup_${backup.id}` ? { name, description } : {};
      const metadata = { ...volume.metadata, ...saved, src_backup_id: backup.id };
      refuseOtherType(cloud, backup, volume);
      setVolume(cloud, volume, { status: 'available', ...named, bootable, imageMetadata, metadata });
      save(cloud, backup, { status: 'available' });
    },
    () => {
      tellFailedRestore(cloud, backup);
      setVolume(cloud, volume, { status: 'error_restoring' });
      save(cloud, backup, { status: 'available' });
    },
  );
  return volume;
};
