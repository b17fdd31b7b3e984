import type { Resource, StoredObject } from '@karbor/plugin-sdk';

/** Where a checkpoint is. `partial`: some of its resources are good, others have failed. */
export type CheckpointStatus =
  | 'protecting'
  | 'available'
  | 'partial'
  | 'error'
  | 'deleting'
  | 'deleted'
  | 'error-deleting';

/** Which checkpoints to list, and how. */
export interface CheckpointQuery {
  readonly planId?: string;
  /** Created at this time or later. */
  readonly since?: Date;
  /** Created before this time. */
  readonly until?: Date;
  readonly limit?: number;
  /** The id of the last checkpoint of the page before. */
  readonly marker?: string;
  /** By time of creation. Default `asc`. */
  readonly sortDir?: 'asc' | 'desc';
}

/** What the index alone tells. */
export interface CheckpointSummary {
  readonly id: string;
  readonly status: CheckpointStatus;
  readonly createdAt: Date;
}

/** What a checkpoint tells of itself. */
export interface Checkpoint extends CheckpointSummary {
  readonly projectId: string;
  readonly providerId: string;
  readonly planId: string;
  readonly planName: string;
  /** When its last operation ended. */
  readonly endedAt?: Date;
  /** Why it is in `partial`, `error` or `error-deleting`: each cause with its code. */
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  /** Of one in `error`: milliseconds for which resources stood still, by key (`type#id`), in all tries. Missing when none did. */
  readonly frozenMs?: Readonly<Record<string, number>>;
  /** What it holds; empty unless it is `available` or `partial`. In the order of the graph, parents first. */
  readonly resources: readonly CheckpointResource[];
  /** Bytes stored, streams and objects together. */
  readonly size: number;
}

export interface CheckpointResource extends Resource {
  /** Keys (`type#id`) of the resources that depend on it. */
  readonly dependents: readonly string[];
  readonly plugin: { readonly name: string; readonly version: string };
  readonly objects: readonly (StoredObject & { readonly name: string })[];
  /**
   * Milliseconds for which it stood still while it and its dependents were captured, in all tries. Of one that was cut off it counts
   * until it was found, or until its time was up.
   */
  readonly frozenMs?: number;
  /**
   * Keys (`type#id`) of what it was captured with that went on before all was captured, perhaps itself: it is not of one
   * instant with the rest. Missing when there is none.
   */
  readonly notQuiesced?: readonly string[];
  /** Why it is not good, in a checkpoint that is `partial`. */
  readonly failed?: { readonly code: string; readonly message: string };
}
