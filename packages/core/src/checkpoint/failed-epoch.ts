import type { StoredEpoch } from './read-epochs.js';
import type { EndStatus, EpochClaim } from './records.js';

/** The status of a checkpoint when an epoch of it fails. */
export function statusAfterFailure({ operation, keepsGood = false }: Pick<EpochClaim, 'operation' | 'keepsGood'>): EndStatus {
  if (operation === 'delete') return 'error-deleting';
  return keepsGood ? 'partial' : 'error';
}

/** Whether a checkpoint is partial, or would be again if whoever works on it failed. */
export function isGoodInPart(epochs: readonly StoredEpoch[]): boolean {
  const last = epochs.at(-1);
  return last?.end ? last.end.status === 'partial' : last?.claim.keepsGood === true;
}
