import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { CheckpointIdentity, EndRecord, EpochClaim, Versions } from './records.js';

/** An epoch that this process has claimed. */
export interface Epoch extends EpochClaim {
  /** The whole bank. */
  readonly bank: BankSection;
  /** The checkpoint's part of it. Its keys below are relative to that. */
  readonly section: BankSection;
  /** `data/<epoch>-<nonce>` */
  readonly dataPrefix: string;
  /** `manifest/<epoch>-<nonce>` */
  readonly manifestPrefix: string;
  /** `journal/<epoch>/<nonce>` */
  readonly journalPrefix: string;
}

/** What an epoch is claimed with. */
export interface EpochRequest {
  readonly operation: 'protect' | 'delete';
  readonly operationId: string;
  /** For a checkpoint that exists, the one that `readCheckpoint` gave. */
  readonly identity: CheckpointIdentity;
  readonly versions: Versions;
  /** Whoever is still at it is gone. */
  readonly cancel?: boolean;
  /** Told when a hint of the index could not be written. */
  readonly log?: Logger;
  /** Milliseconds since 1970-01-01T00:00:00Z. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Makes the caller the one who works on the checkpoint, and lists it as `protecting` or `deleting`.
 * @throws KarborError `KARBOR_CHECKPOINT_STATUS` when its status does not allow it, `KARBOR_CHECKPOINT_BUSY` when
 *   another was quicker
 */
export declare function claimEpoch(bank: BankSection, request: EpochRequest): Promise<Epoch>;

/**
 * Ends the epoch: from now on this is the checkpoint's status, and listed. What was stored first counts: a second
 * call, after one whose answer was lost, gives the record that is there.
 * @throws KarborError `KARBOR_CHECKPOINT_OVERTAKEN` when another has claimed a later epoch: nothing of this one counts
 */
export declare function endEpoch(epoch: Epoch, end: Omit<EndRecord, 'endedAt'>): Promise<EndRecord>;
