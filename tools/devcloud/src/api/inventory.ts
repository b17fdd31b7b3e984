/** One thing that exists in the cloud. */
export interface InventoryItem {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
}

export interface StatusItem extends InventoryItem {
  /** As the service tells it: `available`, `in-use`, `ACTIVE`, `queued`, … */
  readonly status: string;
}

export interface ServerItem extends StatusItem {
  readonly taskState: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly volumeIds: readonly string[];
  /** null when booted from a volume. */
  readonly imageId: string | null;
}

export interface VolumeItem extends StatusItem {
  readonly size: number;
  readonly bootable: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly serverIds: readonly string[];
}

export interface SnapshotItem extends StatusItem {
  readonly volumeId: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface BackupItem extends StatusItem {
  readonly volumeId: string;
  readonly incremental: boolean;
}

export interface ImageItem extends StatusItem {
  /** Bytes; null before the upload. */
  readonly size: number | null;
  /** SHA-512, null before the upload. */
  readonly hash: string | null;
}

export interface PortItem extends StatusItem {
  readonly networkId: string;
  readonly deviceId: string;
  readonly addresses: readonly string[];
}

export interface ObjectItem {
  readonly container: string;
  readonly name: string;
  readonly size: number;
  readonly projectId: string;
}

/** All that exists, of one project or of all, oldest first. What is being deleted is still there, what was deleted is not. */
export interface Inventory {
  readonly servers: readonly ServerItem[];
  readonly volumes: readonly VolumeItem[];
  readonly snapshots: readonly SnapshotItem[];
  readonly backups: readonly BackupItem[];
  readonly groups: readonly StatusItem[];
  readonly groupSnapshots: readonly StatusItem[];
  readonly images: readonly ImageItem[];
  readonly ports: readonly PortItem[];
  readonly networks: readonly StatusItem[];
  readonly securityGroups: readonly InventoryItem[];
  readonly keypairs: readonly InventoryItem[];
  readonly containers: readonly InventoryItem[];
  readonly objects: readonly ObjectItem[];
}
