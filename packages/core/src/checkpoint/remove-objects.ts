import type { BankSection } from '../bank/bank.js';
import type { CheckpointState } from './read-checkpoint.js';

/**
 * Deletes the data, manifests and journals of a checkpoint: what its manifests and journals name, and what a listing
 * finds besides. Epochs and end records stay. Fine when some of it is gone or unreadable; MAY be called again.
 */
export declare function removeCheckpointObjects(
  bank: BankSection,
  state: CheckpointState,
  options?: { readonly signal?: AbortSignal },
): Promise<void>;
