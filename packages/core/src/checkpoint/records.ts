import type { ResourceKey } from '@karbor/plugin-sdk';
import type { CheckpointStatus } from './checkpoint.js';

/** What a checkpoint is, from its first epoch on. */
export interface CheckpointIdentity {
  readonly id: string;
  readonly projectId: string;
  readonly providerId: string;
  readonly planId: string;
  readonly planName: string;
  readonly createdAt: Date;
  readonly userId?: string;
}

/** Versions by npm package: core's, the bank's, the plugins'. */
export type Versions = Readonly<Record<string, string>>;

/** Who runs an operation on a checkpoint: the body of `epochs/<n>`. */
export interface EpochClaim {
  /** From 1. The highest alone tells the checkpoint's status. */
  readonly epoch: number;
  /** Unique; every key that is written under the epoch carries it. */
  readonly nonce: string;
  readonly operation: 'protect' | 'delete';
  readonly operationId: string;
  readonly claimedAt: Date;
  /** Whose lease tells whether it is still at work. */
  readonly owner?: string;
  /** What is good of a partial checkpoint stays good until the epoch ends well: when it does not, it is partial again. */
  readonly keepsGood?: boolean;
  readonly identity: CheckpointIdentity;
  readonly versions: Versions;
}

/** Milliseconds for which resources stood still, by their keys. */
export type FrozenMs = Readonly<Record<ResourceKey, number>>;

/** A status in which an epoch ends. */
export type EndStatus = Exclude<CheckpointStatus, 'protecting' | 'deleting'>;

/** How an epoch ended: the body of `ends/<n>-<nonce>`. */
export interface EndRecord {
  readonly status: EndStatus;
  /** SHA-256 of the manifest's root; always there with `available`. With `partial` and none, that of an earlier epoch counts. */
  readonly manifest?: string;
  /** Why it is in `error` or `error-deleting`. */
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  /** Of a protect that failed: milliseconds for which resources stood still, by key, in all tries. Of others the manifest tells it. */
  readonly frozenMs?: FrozenMs;
  readonly endedAt: Date;
}

/** Where a manifest is, and the hash that proves it. */
export interface ManifestReference {
  readonly checkpointId: string;
  readonly epoch: number;
  readonly nonce: string;
  readonly sha256: string;
}
