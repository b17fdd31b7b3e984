import { isKarborError } from '@karbor/plugin-sdk';
import type { OperationName } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { joinKey } from '../bank/object-key.js';
import { openRecord, sealRecord } from '../bank/record.js';

/** An operation that runs, was cut off, or has left something outside: the body of `running/<operation>`. */
export interface RunningEntry {
  readonly operationId: string;
  readonly operation: OperationName;
  readonly checkpointId: string;
  readonly providerId: string;
  /** Who asked: what it has outside is this project's. */
  readonly projectId: string;
  /** The checkpoint's, where that is another one. */
  readonly checkpointProjectId?: string;
  readonly userId?: string;
  /** Whose lease tells whether it still runs. */
  readonly owner: string;
  readonly startedAt: Date;
  /** The operation that this one goes on with. */
  readonly continues?: string;
}

const format = { format: 'running', version: 1 };

/** The key of an operation that runs. */
export const runningKey = (operationId: string) => `running/${operationId}`;

export function sealRunning({ startedAt, ...entry }: RunningEntry): Uint8Array {
  return sealRecord(format, { ...entry, startedAt: startedAt.toISOString() });
}

/** @throws KarborError `KARBOR_JOURNAL_CORRUPT` naming the key */
export async function readRunning(bank: BankSection, operationId: string): Promise<RunningEntry | undefined> {
  const key = runningKey(operationId);
  try {
    const bytes = await bank.getObject(key);
    const place = { key: joinKey(bank.prefix, key), corrupt: 'KARBOR_JOURNAL_CORRUPT' } as const;
    const { startedAt, ...entry } = openRecord(bytes, format, place) as unknown as Stored;
    return { ...entry, startedAt: new Date(startedAt) };
  } catch (error) {
    if (isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}

type Stored = Omit<RunningEntry, 'startedAt'> & { readonly startedAt: string };

/** The entries of all operations, without those that cannot be read for a reason that `isIgnored`. @throws any other reason */
export async function readEntries(bank: BankSection, isIgnored: (error: unknown) => boolean): Promise<readonly RunningEntry[]> {
  const entries: RunningEntry[] = [];
  for await (const id of runningIds(bank)) {
    const entry = await readRunning(bank, id).catch((error: unknown) => {
      if (!isIgnored(error)) throw error;
    });
    if (entry) entries.push(entry);
  }
  return entries;
}

/** The ids of all operations that have an entry. */
export async function* runningIds(bank: BankSection): AsyncIterable<string> {
  for await (const key of bank.listObjects('running/')) yield key.slice('running/'.length);
}
