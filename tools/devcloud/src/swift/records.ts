export interface ContainerRecord {
  /** `projectId/name`. */
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly createdAt: number;
  updatedAt: number;
  /** `x-container-…` headers that come back. */
  headers: Record<string, string>;
}

export interface ObjectRecord {
  /** `projectId/container/name`. */
  readonly id: string;
  readonly projectId: string;
  readonly container: string;
  readonly name: string;
  readonly size: number;
  /** MD5. */
  readonly etag: string;
  readonly contentType: string;
  /** Of the bytes; every PUT has its own, so that who reads the old ones goes on reading them. */
  readonly blob: string;
  readonly timestamp: number;
  /** Milliseconds; null for ever. */
  readonly deleteAt: number | null;
  /** `x-object-meta-…` and the few other headers that come back. */
  readonly headers: Record<string, string>;
}
