import type { BankSection } from '../bank/bank.js';
import type { CheckpointOwner } from '../checkpoint/read-checkpoint.js';
import { readHistory } from '../journal/read-history.js';
import type { ReadHistoryOptions } from '../journal/read-history.js';
import { readJournalObjects } from '../journal/read-journal.js';
import { replayOperation } from '../resume/replayed-operation.js';
import type { ReplayedOperation } from '../resume/replayed-operation.js';
import { readRunning } from '../running/running-entry.js';
import type { RunningEntry } from '../running/running-entry.js';
import { nextOperation, operationJournal, operationOf, operationsSection } from './operation-area.js';
import { operationNotFound } from './operation-not-found.js';

/** An operation in the bank, with those that it goes on with and those that went on with it. */
export interface OperationHistory {
  /** Of the last one. */
  readonly entry: RunningEntry;
  /** Oldest first. */
  readonly operationIds: readonly string[];
  /** What the journals amount to now. */
  readonly read: () => Promise<ReplayedOperation>;
}

/**
 * Finds an operation by its id, or by that of one that it goes on with.
 * @throws KarborError `KARBOR_OPERATION_NOT_FOUND`, the same for one of another owner; `KARBOR_JOURNAL_CORRUPT`, as `read`
 *   does, unless it is tolerated
 */
export async function operationHistory(
  bank: BankSection,
  operationId: string,
  owner: CheckpointOwner,
  options: ReadHistoryOptions = {},
): Promise<OperationHistory> {
  const history = await findOperationHistory(bank, operationId, owner, options);
  if (history) return history;
  throw operationNotFound(operationId);
}

/** The same, or nothing where there is none: what the operation was to go on with has ended meanwhile. */
export async function findOperationHistory(
  bank: BankSection,
  operationId: string,
  owner: CheckpointOwner,
  options: ReadHistoryOptions = {},
): Promise<OperationHistory | undefined> {
  if (!isId(operationId)) return undefined;
  let last = operationId;
  for (let next = await nextOperation(bank, last); next !== undefined; next = await nextOperation(bank, last)) last = next;
  const entry = await readRunning(bank, last);
  if (entry?.projectId !== owner.projectId || entry.providerId !== owner.providerId) return undefined;
  if (entry.continues !== undefined && (await nextOperation(bank, entry.continues)) !== last) {
    // It did not come to take over what it was to go on with.
    return await findOperationHistory(bank, entry.continues, owner, options);
  }
  const operationIds = [...(await operationsBefore(bank, entry, options)), last];
  const read = async () => {
    return replayOperation(await readHistory(operationsSection(bank), operationIds.map(operationJournal), options));
  };
  return { entry, operationIds, read };
}

/** The operations that one goes on with, as its journal tells, or, where that is damaged, its entry; oldest first. */
async function operationsBefore(
  bank: BankSection,
  { operationId, continues }: Pick<RunningEntry, 'operationId' | 'continues'>,
  options: ReadHistoryOptions,
): Promise<readonly string[]> {
  const damage: Error[] = [];
  const onDamage = options.tolerate && ((error: Error) => void damage.push(error));
  for await (const [first] of readJournalObjects(operationsSection(bank), operationJournal(operationId), onDamage)) {
    if (damage.length > 0) break;
    return first?.type === 'continues' ? first.journals.map(({ prefix }) => operationOf(prefix)) : [];
  }
  if (damage.length === 0 || continues === undefined) return [];
  return [...(await operationsBefore(bank, { operationId: continues }, options)), continues];
}

/** The operations before one, unless another has gone on with them in its place. */
export async function operationsTakenOver(
  bank: BankSection,
  entry: RunningEntry,
  options: ReadHistoryOptions,
): Promise<readonly string[]> {
  const before = await operationsBefore(bank, entry, options);
  const last = before.at(-1);
  return last !== undefined && (await nextOperation(bank, last)) === entry.operationId ? before : [];
}

function isId(text: string): boolean {
  return /^[a-z0-9-]{1,64}$/.test(text);
}
