/** A snapshot of a volume. */
export interface Snapshot {
  readonly id: string;
  /** `creating`, `available`, `deleting`, `error`, `error_deleting`, … */
  readonly status: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly volume_id: string;
  /** GiB. */
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly 'os-extended-snapshot-attributes:project_id'?: string;
  readonly 'os-extended-snapshot-attributes:progress'?: string;
  /** From 3.14. */
  readonly group_snapshot_id?: string | null;
}

/** What a snapshot is made from; the fields are Cinder's own. */
export interface CreateSnapshot {
  readonly volume_id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Needed for a volume in use. */
  readonly force?: boolean | undefined;
}
