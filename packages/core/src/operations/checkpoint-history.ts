import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { seeObject } from '../bank/find-object.js';
import { checkpointSection, journalPrefix } from '../checkpoint/keys.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import type { EpochClaim } from '../checkpoint/records.js';
import { readHistory } from '../journal/read-history.js';
import { isOutstanding, replayOperation } from '../resume/replayed-operation.js';
import type { JournaledEffect, ReplayedOperation } from '../resume/replayed-operation.js';
import { runningKey } from '../running/running-entry.js';

export interface HistoryQuestion {
  /** Default: of all operations. */
  readonly operation?: EpochClaim['operation'];
  /** When given, what is damaged of journals does not count, and is said. */
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

/** Whether the entry of an operation stands for what its checkpoint has outside: it is the last, or that one has ended and has none. */
export async function standsFor(bank: BankSection, operationId: string, { claim: last, end }: CheckpointState): Promise<boolean> {
  if (last.operationId === operationId) return true;
  return end !== undefined && (await seeObject(bank, runningKey(last.operationId))) === undefined;
}

/** The effects that a checkpoint has outside and that are not the user's, oldest first. */
export function outstandingOf({ epochs }: CheckpointState, { effects }: ReplayedOperation): readonly JournaledEffect[] {
  // Only an end with a manifest is good: a retry that came to nothing leaves the checkpoint partial without one.
  const last = epochs.findLastIndex(({ end }) => end?.manifest !== undefined);
  const good = new Set<string | undefined>(epochs.slice(0, last + 1).map(({ claim }) => journalPrefix(claim)));
  // What was kept is the user's once its operation, or one that went on with it, has ended well, at least in part.
  const isUsers = ({ kept, releasing, late, journal }: JournaledEffect) => kept && !releasing && !late && good.has(journal);
  return effects.filter((effect) => isOutstanding(effect) && !isUsers(effect));
}
