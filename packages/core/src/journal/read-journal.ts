import type { BankSection } from '../bank/bank.js';
import type { JournalEntry } from './journal-entry.js';

/**
 * The entries of one writer in the order in which they were appended, read by key, never by listing.
 * @throws KarborError `KARBOR_JOURNAL_CORRUPT` naming the key
 */
export declare function readJournal(bank: BankSection, prefix: string): AsyncIterable<JournalEntry>;
