import type { BankSection } from '../bank/bank.js';
import type { CheckpointQuery, CheckpointSummary } from './checkpoint.js';
import type { CheckpointOwner } from './read-checkpoint.js';

/**
 * The checkpoints of an owner by time of creation. Reads index keys only (and one epoch, of the marker).
 * @throws KarborError `KARBOR_QUERY_INVALID`, `KARBOR_CHECKPOINT_NOT_FOUND` for an unknown marker
 */
export declare function listCheckpoints(
  bank: BankSection,
  owner: CheckpointOwner,
  query?: CheckpointQuery,
): AsyncIterable<CheckpointSummary>;
