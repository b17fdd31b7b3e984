import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { CheckpointStatus } from './checkpoint.js';
import { checkpointNotFound, checkpointSection } from './keys.js';
import { manifestReference, readEpochs } from './read-epochs.js';
import type { StoredEpoch } from './read-epochs.js';
import type { CheckpointIdentity, EndRecord, EpochClaim, ManifestReference } from './records.js';

/** What a checkpoint's epochs tell. */
export interface CheckpointState {
  readonly identity: CheckpointIdentity;
  readonly status: CheckpointStatus;
  /** Of the highest epoch. */
  readonly claim: EpochClaim;
  /** From the first to the highest. */
  readonly epochs: readonly StoredEpoch[];
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
export async function readCheckpoint(bank: BankSection, id: string, owner: CheckpointOwner): Promise<CheckpointState> {
  const epochs: StoredEpoch[] = [];
  for await (const epoch of readEpochs(checkpointSection(bank, id, { readOnly: true }))) {
    const { projectId, providerId } = epoch.claim.identity;
    if (projectId !== owner.projectId || providerId !== owner.providerId) throw checkpointNotFound(id);
    epochs.push(epoch);
  }
  return stateOf(epochs) ?? fail(checkpointNotFound(id));
}

/** The same, or nothing where there is no such checkpoint. */
export async function readCheckpointIfThere(
  bank: BankSection,
  id: string,
  owner: CheckpointOwner,
): Promise<CheckpointState | undefined> {
  try {
    return await readCheckpoint(bank, id, owner);
  } catch (error) {
    if (isKarborError(error, 'KARBOR_CHECKPOINT_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** The highest epoch alone tells the status. */
function stateOf(epochs: readonly StoredEpoch[]): CheckpointState | undefined {
  const highest = epochs.at(-1);
  if (!highest) return undefined;
  const { claim, end } = highest;
  const status = end?.status ?? statusWhile(claim.operation);
  const manifest = epochs.map(manifestReference).findLast((reference) => reference !== undefined);
  return { identity: claim.identity, claim, status, epochs, ...(end && { end }), ...(manifest && { manifest }) };
}

/** The status of a checkpoint while an operation works on it. */
export function statusWhile(operation: EpochClaim['operation']): 'protecting' | 'deleting' {
  return operation === 'protect' ? 'protecting' : 'deleting';
}

function fail(error: Error): never {
  throw error;
}
