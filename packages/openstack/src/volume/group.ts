/** A generic volume group. */
export interface VolumeGroup {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  /** `creating`, `available`, `updating`, `deleting`, `error`, … */
  readonly status: string;
  readonly availability_zone: string | null;
  readonly created_at: string;
  /** The id of its type. */
  readonly group_type: string;
  /** Ids. */
  readonly volume_types: readonly string[];
  readonly group_snapshot_id: string | null;
  readonly source_group_id: string | null;
  readonly project_id?: string;
  /** The ids of its volumes, where asked for (`list_volume=true`, from 3.25). */
  readonly volumes?: readonly string[];
}

export interface CreateVolumeGroup {
  readonly group_type: string;
  /** Ids or names. */
  readonly volume_types: readonly string[];
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly availability_zone?: string | undefined;
}

export interface UpdateVolumeGroup {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Ids. */
  readonly addVolumes?: readonly string[] | undefined;
  /** Ids. */
  readonly removeVolumes?: readonly string[] | undefined;
}

/** A snapshot of all volumes of a group; its members are the snapshots with its id in `group_snapshot_id`. */
export interface GroupSnapshot {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly group_id: string;
  readonly group_type_id: string;
  /** `creating`, `available`, `deleting`, `error`, … */
  readonly status: string;
  readonly created_at: string;
  readonly project_id?: string;
}

export interface CreateGroupSnapshot {
  readonly group_id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}
