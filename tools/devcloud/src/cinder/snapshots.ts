import { randomUUID } from 'node:crypto';
import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { snapshotBlob, type SnapshotRecord, volumeBlob, type VolumeRecord } from './records.js';
import { hasClones } from './volumes.js';

export const findSnapshot = (cloud: Cloud, token: ScopedToken, id: string): SnapshotRecord => {
  const snapshot = cloud.tables.snapshots.get(id);
  if (snapshot === undefined || (snapshot.projectId !== token.projectId && !isAdmin(token)))
    throw new Problem(404, `Snapshot ${id} could not be found.`);
  return snapshot;
};

export interface SnapshotFields {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
}

const save = (cloud: Cloud, snapshot: SnapshotRecord, changes: Partial<SnapshotRecord>): SnapshotRecord =>
  cloud.tables.snapshots.save(snapshot, { ...changes, updatedAt: cloud.now() });

/** `creating`, and nothing under way yet. */
export const insertSnapshot = (
  cloud: Cloud,
  volume: VolumeRecord,
  token: ScopedToken,
  fields: SnapshotFields,
  groupSnapshotId: string | null = null,
): SnapshotRecord =>
  cloud.tables.snapshots.insert({
    id: randomUUID(),
    projectId: volume.projectId,
    userId: token.userId,
    volumeId: volume.id,
    createdAt: cloud.now(),
    updatedAt: null,
    name: fields.name ?? null,
    description: fields.description ?? null,
    size: volume.size,
    groupSnapshotId,
    status: 'creating',
    metadata: fields.metadata ?? {},
  });

/** Copies the volume's bytes as they are now. */
export const takeSnapshot = async (cloud: Cloud, snapshot: SnapshotRecord): Promise<void> => {
  await cloud.blobs.copy(volumeBlob(snapshot.volumeId), snapshotBlob(snapshot.id));
  save(cloud, snapshot, { status: 'available' });
};

export const failSnapshot = (cloud: Cloud, snapshot: SnapshotRecord): SnapshotRecord =>
  save(cloud, snapshot, { status: 'error' });

/**
 * `creating`, then `available`. The bytes are of the last moment of `creating`: who lets the guest go on before it is available
 * gets a snapshot of a later moment, as he may with a real driver.
 */
export const createSnapshot = (
  cloud: Cloud,
  volume: VolumeRecord,
  token: ScopedToken,
  fields: SnapshotFields,
  failsLater = false,
): SnapshotRecord => {
  const snapshot = insertSnapshot(cloud, volume, token, fields);
  cloud.transitions.begin(
    'snapshot',
    () => (failsLater ? Promise.reject(new Error('It was asked to fail.')) : takeSnapshot(cloud, snapshot)),
    () => failSnapshot(cloud, snapshot),
  );
  return snapshot;
};

export const deleteSnapshot = (cloud: Cloud, snapshot: SnapshotRecord, failsLater = false): void => {
  save(cloud, snapshot, { status: 'deleting' });
  cloud.transitions.begin(
    'snapshot',
    async () => {
      if (failsLater) throw new Error('It was asked to fail.');
      if (hasClones(cloud, snapshot.id)) {
        save(cloud, snapshot, { status: 'available' });
        return;
      }
      cloud.tables.snapshots.delete(snapshot.id);
      await cloud.blobs.remove(snapshotBlob(snapshot.id));
    },
    () => save(cloud, snapshot, { status: 'error_deleting' }),
  );
};
