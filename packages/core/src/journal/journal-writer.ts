import type { BankSection } from '../bank/bank.js';
import type { JournalEntry } from './journal-entry.js';

/** When entries are stored that nobody waits for. */
export interface JournalWriterOptions {
  /** Milliseconds after which buffered entries are stored. Default 1000. Never keeps the process alive. */
  readonly flushAfterMs?: number;
  /** Buffered entries after which they are stored at once. Default 1000. */
  readonly flushEntries?: number;
}

/** Writes the journal of one writer: what is buffered goes into one object, one object at a time. */
export interface JournalWriter {
  /**
   * Buffers an entry; it is taken down as it is now. Cheap.
   * @throws KarborError `KARBOR_OBJECT_TOO_LARGE`, `KARBOR_JOURNAL_CLOSED`
   */
  append(entry: JournalEntry): void;
  /** Resolves when all that was appended so far is stored. After a rejection it MAY be called again: nothing is lost. */
  durable(): Promise<void>;
  /** Stores what is buffered and takes no more entries. */
  close(): Promise<void>;
}

/** Opens the journal below `prefix` of `bank`, such as `Epoch.section` and `Epoch.journalPrefix`; it MUST be a new one. */
export declare function openJournal(bank: BankSection, prefix: string, options?: JournalWriterOptions): JournalWriter;
