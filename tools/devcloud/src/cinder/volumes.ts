import { randomUUID } from 'node:crypto';
import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { volumeBlob, type AttachmentRecord, type VolumeRecord } from './records.js';

export const defaultVolumeType = '__DEFAULT__';

export const findVolume = (cloud: Cloud, token: ScopedToken, id: string): VolumeRecord => {
  const volume = cloud.tables.volumes.get(id);
  if (volume === undefined || (volume.projectId !== token.projectId && !isAdmin(token)))
    throw new Problem(404, `Volume ${id} could not be found.`);
  return volume;
};

export const attachmentsOf = (cloud: Cloud, volumeId: string): AttachmentRecord[] =>
  cloud.tables.attachments.filter((attachment) => attachment.volumeId === volumeId);

export const setVolume = (cloud: Cloud, volume: VolumeRecord, changes: Partial<VolumeRecord>): VolumeRecord =>
  cloud.tables.volumes.save(volume, { ...changes, updatedAt: cloud.now() });

export type VolumeFields = Pick<VolumeRecord, 'size'> &
  Partial<Omit<VolumeRecord, 'id' | 'projectId' | 'userId' | 'createdAt'>>;

export const insertVolume = (
  cloud: Cloud,
  owner: { readonly projectId: string; readonly userId: string },
  fields: VolumeFields,
): VolumeRecord =>
  cloud.tables.volumes.insert({
    id: randomUUID(),
    projectId: owner.projectId,
    userId: owner.userId,
    createdAt: cloud.now(),
    updatedAt: null,
    name: null,
    description: null,
    status: 'creating',
    bootable: false,
    volumeType: defaultVolumeType,
    availabilityZone: 'nova',
    imageId: null,
    snapshotId: null,
    sourceVolumeId: null,
    metadata: {},
    groupId: null,
    imageMetadata: null,
    ...fields,
  });

/** Whether there is a volume that cannot be without what it was made of. */
export const hasClones = ({ clones, tables }: Cloud, sourceId: string): boolean =>
  clones && tables.volumes.all().some(({ imageId, snapshotId }) => imageId === sourceId || snapshotId === sourceId);

export const volumeBytes = (cloud: Cloud, size: number): number => size * cloud.gigabyte;

const deletable = new Set(['available', 'error', 'error_restoring', 'error_extending', 'error_managing']);

const isBusy = (cloud: Cloud, volume: VolumeRecord): boolean =>
  !deletable.has(volume.status) || attachmentsOf(cloud, volume.id).length > 0 || volume.groupId !== null;

const refuseDelete = (): never => {
  throw new Problem(
    400,
    'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be ' +
      'migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.',
  );
};

/** `deleting`, then gone; with `cascade` its snapshots too, with `force` in any status. */
export const deleteVolume = (
  cloud: Cloud,
  volume: VolumeRecord,
  {
    cascade = false,
    force = false,
    failsLater = false,
  }: { readonly cascade?: boolean; readonly force?: boolean; readonly failsLater?: boolean } = {},
): void => {
  const snapshots = cloud.tables.snapshots.filter(({ volumeId }) => volumeId === volume.id);
  if (!force && (isBusy(cloud, volume) || (snapshots.length > 0 && !cascade))) refuseDelete();
  if (cascade && snapshots.some(({ status }) => status !== 'available' && status !== 'error')) refuseDelete();
  for (const snapshot of cascade ? snapshots : []) cloud.tables.snapshots.save(snapshot, { status: 'deleting' });
  setVolume(cloud, volume, { status: 'deleting' });
  cloud.transitions.begin(
    'volume',
    async () => {
      if (failsLater) throw new Error('It was asked to fail.');
      for (const { id } of cascade ? snapshots : []) {
        cloud.tables.snapshots.delete(id);
        await cloud.blobs.remove(`snapshot-${id}`);
      }
      for (const { id } of attachmentsOf(cloud, volume.id)) cloud.tables.attachments.delete(id);
      cloud.tables.volumes.delete(volume.id);
      await cloud.blobs.remove(volumeBlob(volume.id));
    },
    () => setVolume(cloud, volume, { status: 'error_deleting' }),
  );
};
