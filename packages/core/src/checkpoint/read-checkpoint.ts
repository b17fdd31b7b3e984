import type { BankSection } from '../bank/bank.js';
import type { CheckpointStatus } from './checkpoint.js';
import type { CheckpointIdentity, EndRecord, EpochClaim, ManifestReference } from './records.js';

/** What a checkpoint's epochs tell. */
export interface CheckpointState {
  readonly identity: CheckpointIdentity;
  readonly status: CheckpointStatus;
  /** From the first to the highest. */
  readonly epochs: readonly { readonly claim: EpochClaim; readonly end?: EndRecord }[];
  /** Of the highest epoch. */
  readonly end?: EndRecord;
  /** Of the latest epoch that has one, also while it is being deleted. */
  readonly manifest?: ManifestReference;
}

/** Whose checkpoints may be seen. */
export interface CheckpointOwner {
  readonly projectId: string;
  readonly providerId: string;
}

/**
 * Reads a checkpoint's status, by key, never by listing.
 * @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND`, the same for one of another owner; `KARBOR_CHECKPOINT_CORRUPT`;
 *   `KARBOR_FORMAT_UNSUPPORTED` for one that a newer version wrote
 */
export declare function readCheckpoint(bank: BankSection, id: string, owner: CheckpointOwner): Promise<CheckpointState>;
