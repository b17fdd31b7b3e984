import { isKarborError } from '@karbor/plugin-sdk';
import type { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { joinKey } from '../bank/object-key.js';
import { corruptRecord, openRecord } from '../bank/record.js';
import type { RecordPlace } from '../bank/record.js';
import type { JournalEntry } from './journal-entry.js';
import { batchKey, journalFormat } from './journal-format.js';
import type { JournalBatch } from './journal-format.js';

/**
 * The entries of one writer in the order in which they were appended, read by key, never by listing.
 * @throws KarborError `KARBOR_JOURNAL_CORRUPT` naming the key
 */
export async function* readJournal(bank: BankSection, prefix: string): AsyncIterable<JournalEntry> {
  for await (const entries of readJournalObjects(bank, prefix)) yield* entries;
}

/** The same, object by object. `onDamage`: is told of a damaged object, which then counts as an empty one. */
export async function* readJournalObjects(
  bank: BankSection,
  prefix: string,
  onDamage?: (error: KarborError) => void,
): AsyncIterable<readonly JournalEntry[]> {
  for await (const stored of objectsOf(bank, prefix)) {
    let entries: readonly JournalEntry[] = [];
    try {
      entries = entriesOf(bank, stored);
    } catch (error) {
      if (!onDamage || !isKarborError(error, 'KARBOR_JOURNAL_CORRUPT')) throw error;
      onDamage(error);
    }
    yield entries;
  }
}

function entriesOf(bank: BankSection, { key, seq, bytes }: JournalObject): readonly JournalEntry[] {
  const place: RecordPlace = { key: joinKey(bank.prefix, key), corrupt: 'KARBOR_JOURNAL_CORRUPT' };
  const batch = openRecord(bytes, journalFormat, place) as unknown as JournalBatch;
  if (batch.seq !== seq) throw corruptRecord(place, `it is number ${batch.seq}`);
  return batch.entries;
}

/** The keys of the objects that a journal consists of. */
export async function* journalKeys(bank: BankSection, prefix: string): AsyncIterable<string> {
  for await (const { key } of objectsOf(bank, prefix)) yield key;
}

interface JournalObject {
  readonly key: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
}

async function* objectsOf(bank: BankSection, prefix: string): AsyncIterable<JournalObject> {
  for (let seq = 1; ; seq++) {
    const key = batchKey(prefix, seq);
    try {
      yield { key, seq, bytes: await bank.getObject(key) };
    } catch (error) {
      if (isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) return;
      throw error;
    }
  }
}
