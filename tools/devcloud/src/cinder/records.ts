export interface VolumeRecord {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  readonly createdAt: number;
  updatedAt: number | null;
  name: string | null;
  description: string | null;
  /** GB. */
  size: number;
  status: string;
  bootable: boolean;
  readonly volumeType: string;
  readonly availabilityZone: string;
  readonly imageId: string | null;
  readonly snapshotId: string | null;
  readonly sourceVolumeId: string | null;
  metadata: Record<string, string>;
  groupId: string | null;
  /** What is remembered of the image that it was made from. */
  imageMetadata: Record<string, string> | null;
}

export interface AttachmentRecord {
  readonly id: string;
  readonly projectId: string;
  readonly volumeId: string;
  readonly serverId: string | null;
  status: 'reserved' | 'attaching' | 'attached';
  device: string | null;
  attachedAt: number | null;
  connected: boolean;
}

export interface SnapshotRecord {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  readonly volumeId: string;
  readonly createdAt: number;
  updatedAt: number | null;
  name: string | null;
  description: string | null;
  readonly size: number;
  readonly groupSnapshotId: string | null;
  status: string;
  metadata: Record<string, string>;
}

export interface BackupRecord {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  readonly volumeId: string;
  readonly snapshotId: string | null;
  /** The backup that an incremental one builds on. */
  readonly parentId: string | null;
  readonly createdAt: number;
  updatedAt: number | null;
  dataTimestamp: number;
  name: string | null;
  description: string | null;
  readonly container: string;
  readonly size: number;
  status: string;
  failReason: string | null;
  objectCount: number;
  metadata: Record<string, string>;
  /** What a restored volume gets back beside its bytes. */
  readonly volume: Pick<VolumeRecord, 'volumeType' | 'name' | 'description' | 'bootable' | 'metadata' | 'imageMetadata'>;
}

export interface VolumeTypeRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean;
  readonly extraSpecs: Record<string, string>;
  /** How its volumes are encrypted, when they are. */
  encryption?: EncryptionRecord;
  readonly createdAt: number;
}

export interface EncryptionRecord {
  readonly id: string;
  readonly provider: string;
  readonly controlLocation: 'front-end' | 'back-end';
  readonly cipher: string | null;
  readonly keySize: number | null;
  readonly createdAt: number;
}

/** What Cinder tells a project of a failure. */
export interface UserMessageRecord {
  readonly id: string;
  readonly projectId: string;
  readonly createdAt: number;
  readonly resourceType: 'VOLUME' | 'VOLUME_BACKUP';
  readonly resourceId: string;
  readonly eventId: string;
  readonly text: string;
}

export interface GroupTypeRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean;
  specs: Record<string, string>;
}

export interface GroupRecord {
  readonly id: string;
  readonly projectId: string;
  readonly createdAt: number;
  name: string | null;
  description: string | null;
  status: string;
  readonly groupTypeId: string;
  readonly volumeTypeIds: readonly string[];
}

export interface GroupSnapshotRecord {
  readonly id: string;
  readonly projectId: string;
  readonly createdAt: number;
  readonly groupId: string;
  readonly groupTypeId: string;
  readonly name: string | null;
  readonly description: string | null;
  status: string;
}

/** Quotas of a project that differ from the defaults; the id is `service#projectId`. */
export interface QuotaRecord {
  readonly id: string;
  values: Record<string, number>;
}

export const volumeBlob = (id: string): string => `volume-${id}`;
export const snapshotBlob = (id: string): string => `snapshot-${id}`;
export const backupBlob = (id: string): string => `backup-${id}`;
