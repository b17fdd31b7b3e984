import { randomUUID } from 'node:crypto';
import type { Bank, BankSection } from '../bank/bank.js';
import { collect } from '../collect.js';
import { mapWithLimit } from '../concurrency.js';
import { openJournal } from '../journal/journal-writer.js';
import type { JournalWriter } from '../journal/journal-writer.js';

/** The journal of an operation that leaves no checkpoint: it is there while the operation may leave something behind. */
export class TransientJournal {
  readonly #section: BankSection;

  constructor(bank: Bank, operationId: string) {
    this.#section = bank.section(`operations/${operationId}`);
  }

  open(): JournalWriter {
    return openJournal(this.#section, `journal/${randomUUID()}`);
  }

  /** Removes all of it. */
  async remove(): Promise<void> {
    const keys = await collect(this.#section.listObjects(''));
    await mapWithLimit(keys, 8, (key) => this.#section.deleteObject(key));
  }
}
