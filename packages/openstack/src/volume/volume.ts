/** A volume, as Cinder describes it. Optional fields come with a microversion, a role or a state. */
export interface Volume {
  readonly id: string;
  /**
   * `creating`, `available`, `reserved`, `attaching`, `in-use`, `detaching`, `deleting`, `error`, `error_deleting`,
   * `uploading`, `downloading`, `backing-up`, `restoring-backup`, `error_restoring`, …
   */
  readonly status: string;
  /** GiB. */
  readonly size: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly availability_zone: string | null;
  readonly created_at: string;
  readonly updated_at: string | null;
  /** The type's name. */
  readonly volume_type: string | null;
  readonly snapshot_id: string | null;
  readonly source_volid: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly user_id: string;
  readonly bootable: 'true' | 'false';
  readonly encrypted: boolean;
  readonly multiattach: boolean;
  readonly replication_status: string | null;
  readonly consistencygroup_id: string | null;
  readonly attachments: readonly VolumeServerAttachment[];
  /** The properties of the image that the volume was made from. */
  readonly volume_image_metadata?: Readonly<Record<string, string>>;
  /** The owner. Missing in the answer to a creation. */
  readonly 'os-vol-tenant-attr:tenant_id'?: string;
  /** From 3.13. */
  readonly group_id?: string | null;
}

export interface VolumeServerAttachment {
  /** The volume's id. */
  readonly id: string;
  readonly attachment_id: string;
  readonly volume_id: string;
  readonly server_id: string;
  readonly host_name: string | null;
  readonly device: string | null;
  readonly attached_at: string;
}

/** What a volume is made from; the fields are Cinder's own. */
export interface CreateVolume {
  /** GiB. May be left out with `snapshot_id` or `source_volid`. */
  readonly size?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly volume_type?: string | undefined;
  readonly availability_zone?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly imageRef?: string | undefined;
  readonly snapshot_id?: string | undefined;
  readonly source_volid?: string | undefined;
  readonly multiattach?: boolean | undefined;
  /** From 3.13. */
  readonly group_id?: string | undefined;
  /** From 3.47. */
  readonly backup_id?: string | undefined;
}

export interface UpdateVolume {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Replaces all of it. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** How a volume is uploaded as an image; the fields are Cinder's own. */
export interface UploadVolumeToImage {
  readonly image_name: string;
  /** Default `raw`. */
  readonly disk_format?: string | undefined;
  /** Default `bare`. */
  readonly container_format?: string | undefined;
  /** Needed for a volume in use. */
  readonly force?: boolean | undefined;
}

export interface VolumeType {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_public: boolean;
  readonly extra_specs?: Readonly<Record<string, string>>;
}

/**
 * Cinder's quotas of a project: by name (`volumes`, `gigabytes`, `snapshots`, `gigabytes_TYPE`, …) the limit, -1 for
 * none.
 */
export type VolumeQuotaSet = Readonly<Record<string, number>>;

/** Cinder's limits and use of the session's project: `maxTotalVolumes`, `totalVolumesUsed`, … */
export type VolumeLimits = Readonly<Record<string, number>>;
