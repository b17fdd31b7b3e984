import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { checkpointSection, journalPrefix } from '../checkpoint/keys.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import type { EpochClaim } from '../checkpoint/records.js';
import { readHistory } from '../journal/read-history.js';
import { replayOperation } from '../resume/replayed-operation.js';
import type { ReplayedOperation } from '../resume/replayed-operation.js';

export interface HistoryQuestion {
  /** Default: of all operations. */
  readonly operation?: EpochClaim['operation'];
  /** When given, damaged journals count up to their damage. */
  readonly tolerate?: Logger;
}

/** What the journals of a checkpoint's epochs amount to. @throws KarborError `KARBOR_JOURNAL_CORRUPT` unless tolerated */
export async function checkpointHistory(
  bank: BankSection,
  { identity, epochs }: CheckpointState,
  { operation, tolerate }: HistoryQuestion = {},
): Promise<ReplayedOperation> {
  const section = checkpointSection(bank, identity.id, { readOnly: true });
  const claims = epochs.map(({ claim }) => claim).filter((claim) => !operation || claim.operation === operation);
  return replayOperation(await readHistory(section, claims.map(journalPrefix), tolerate ? { tolerate } : {}));
}

/** Whether what was kept is the user's: an operation on the checkpoint has ended well, at least in part. */
export function hasGoodEnd({ epochs }: CheckpointState): boolean {
  return epochs.some(({ end }) => end?.status === 'available' || end?.status === 'partial');
}
