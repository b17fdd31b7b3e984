import type { AvailabilityZone } from '../session/availability-zone.js';
import type { Accepted, CallOptions, ListOptions, MicroversionCallOptions } from '../session/call-options.js';
import type { Backup, CreateBackup, RestoreBackup, RestoredBackup } from './backup.js';
import type { CreateGroupSnapshot, CreateVolumeGroup, GroupSnapshot, UpdateVolumeGroup, VolumeGroup } from './group.js';
import type { CreateSnapshot, Snapshot } from './snapshot.js';
import type {
  CreateVolume,
  UpdateVolume,
  UploadVolumeToImage,
  Volume,
  VolumeLimits,
  VolumeQuotaSet,
  VolumeType,
} from './volume.js';

/**
 * Cinder, Block Storage API v3. Calls use the base microversion unless `microversion` is given or their description
 * says so. What is created or deleted is only begun when a call returns (202): poll its `show…` for the state, or for
 * `OPENSTACK_NOT_FOUND`. A state that does not allow a call gives `OPENSTACK_BAD_REQUEST` and changes nothing.
 */
export interface VolumeClient {
  /** All volumes of the project, with details. */
  listVolumes(options?: ListOptions): AsyncIterable<Volume>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showVolume(id: string, options?: MicroversionCallOptions): Promise<Volume>;
  createVolume(volume: CreateVolume, options?: MicroversionCallOptions): Promise<Volume>;
  updateVolume(id: string, changes: UpdateVolume, options?: CallOptions): Promise<Volume>;
  /** `cascade` deletes its snapshots too. */
  deleteVolume(id: string, options?: CallOptions & { readonly cascade?: boolean | undefined }): Promise<Accepted>;
  /** Adds to the volume's metadata, or changes it, key by key. Returns all of it. */
  setVolumeMetadata(
    id: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions
  ): Promise<Readonly<Record<string, string>>>;
  setVolumeBootable(id: string, bootable: boolean, options?: CallOptions): Promise<Accepted>;
  /** Adds to the volume's image properties, or changes them, key by key. */
  setVolumeImageMetadata(
    id: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions
  ): Promise<Accepted>;
  /** `newSize` in GiB. */
  extendVolume(id: string, newSize: number, options?: CallOptions): Promise<Accepted>;
  /** Begins to make an image of the volume's bytes: poll the image for `active`. */
  uploadVolumeToImage(
    id: string,
    image: UploadVolumeToImage,
    options?: MicroversionCallOptions
  ): Promise<Accepted & { readonly imageId: string }>;
  listVolumeTypes(options?: ListOptions): AsyncIterable<VolumeType>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showVolumeType(id: string, options?: CallOptions): Promise<VolumeType>;
  listAvailabilityZones(options?: CallOptions): Promise<readonly AvailabilityZone[]>;

  listSnapshots(options?: ListOptions): AsyncIterable<Snapshot>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showSnapshot(id: string, options?: MicroversionCallOptions): Promise<Snapshot>;
  createSnapshot(snapshot: CreateSnapshot, options?: MicroversionCallOptions): Promise<Snapshot>;
  deleteSnapshot(id: string, options?: CallOptions): Promise<Accepted>;
  /** Adds to the snapshot's metadata, or changes it, key by key. Returns all of it. */
  setSnapshotMetadata(
    id: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions
  ): Promise<Readonly<Record<string, string>>>;
  /** Errors: `OPENSTACK_NOT_FOUND` also when the snapshot has no such key. */
  deleteSnapshotMetadataKey(id: string, key: string, options?: CallOptions): Promise<Accepted>;

  listBackups(options?: ListOptions): AsyncIterable<Backup>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showBackup(id: string, options?: MicroversionCallOptions): Promise<Backup>;
  createBackup(
    backup: CreateBackup,
    options?: MicroversionCallOptions
  ): Promise<Accepted & { readonly id: string; readonly name: string | null }>;
  /** Errors: `OPENSTACK_BAD_REQUEST` while incremental backups depend on it. */
  deleteBackup(id: string, options?: CallOptions): Promise<Accepted>;
  /** Begins to restore: poll the volume for `available`, or for `error_restoring`. */
  restoreBackup(id: string, target?: RestoreBackup, options?: CallOptions): Promise<Accepted & RestoredBackup>;

  /** Groups use microversion 3.60, as do the group snapshots. */
  listGroups(options?: ListOptions): AsyncIterable<VolumeGroup>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showGroup(id: string, options?: MicroversionCallOptions): Promise<VolumeGroup>;
  createGroup(
    group: CreateVolumeGroup,
    options?: MicroversionCallOptions
  ): Promise<Accepted & { readonly id: string; readonly name: string | null }>;
  updateGroup(id: string, changes: UpdateVolumeGroup, options?: MicroversionCallOptions): Promise<Accepted>;
  /** `deleteVolumes` deletes its volumes too; without it a group that has some is refused. */
  deleteGroup(
    id: string,
    options?: MicroversionCallOptions & { readonly deleteVolumes?: boolean | undefined }
  ): Promise<Accepted>;
  listGroupSnapshots(options?: ListOptions): AsyncIterable<GroupSnapshot>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showGroupSnapshot(id: string, options?: MicroversionCallOptions): Promise<GroupSnapshot>;
  createGroupSnapshot(
    snapshot: CreateGroupSnapshot,
    options?: MicroversionCallOptions
  ): Promise<Accepted & { readonly id: string; readonly name: string | null }>;
  deleteGroupSnapshot(id: string, options?: MicroversionCallOptions): Promise<Accepted>;

  showQuotaSet(projectId: string, options?: CallOptions): Promise<VolumeQuotaSet>;
  /** For administrators by default. Returns the whole set. */
  updateQuotaSet(projectId: string, quotas: VolumeQuotaSet, options?: CallOptions): Promise<VolumeQuotaSet>;
  showLimits(options?: CallOptions): Promise<VolumeLimits>;
}
