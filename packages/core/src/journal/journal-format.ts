import type { JournalEntry } from './journal-entry.js';

export const journalFormat = { format: 'journal', version: 1 };

/** The body of one object of a journal. */
export interface JournalBatch {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly entries: readonly JournalEntry[];
}

export const batchKey = (prefix: string, seq: number) => `${prefix}/${seq}`;
