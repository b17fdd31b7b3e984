/** A backup of a volume. */
export interface Backup {
  readonly id: string;
  /** `creating`, `available`, `restoring`, `deleting`, `error`, `error_deleting`, … */
  readonly status: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly volume_id: string;
  readonly snapshot_id: string | null;
  /** GiB. */
  readonly size: number;
  readonly object_count: number;
  readonly container: string | null;
  readonly availability_zone: string | null;
  readonly fail_reason: string | null;
  readonly is_incremental: boolean;
  readonly has_dependent_backups: boolean;
  /** The instant of the data (of the snapshot, for the backup of a snapshot). */
  readonly data_timestamp: string;
  readonly created_at: string;
  readonly updated_at: string | null;
}

/** What a backup is made from; the fields are Cinder's own. */
export interface CreateBackup {
  readonly volume_id: string;
  readonly snapshot_id?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly container?: string | undefined;
  readonly incremental?: boolean | undefined;
  /** Needed for a volume in use. */
  readonly force?: boolean | undefined;
}

/** Where to restore to; the fields are Cinder's own. Without `volume_id` a new volume is made. */
export interface RestoreBackup {
  readonly volume_id?: string | undefined;
  readonly name?: string | undefined;
}

export interface RestoredBackup {
  readonly backup_id: string;
  readonly volume_id: string;
  readonly volume_name: string;
}
