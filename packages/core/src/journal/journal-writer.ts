import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { Json } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { canonicalJson } from '../bank/canonical-json.js';
import { findObject } from '../bank/find-object.js';
import { maximumObjectSize } from '../bank/guarded-section.js';
import { sealRecordText } from '../bank/record.js';
import type { JournalEntry } from './journal-entry.js';
import { batchKey, journalFormat } from './journal-format.js';

/** In bytes: more than this is stored in several objects. */
const batchBytes = 4 * 2 ** 20;

/** In milliseconds: after failures it is tried at least so often. */
const longestPause = 60_000;

/** Bytes of an object besides its entries, at most. */
const batchFrame = 1000;

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
  /** Takes no more entries and drops what is buffered: nothing is stored after it resolves. Never rejects. */
  abandon(): Promise<void>;
}

/** Opens the journal below `prefix` of `bank`, such as `Epoch.section` and `Epoch.journalPrefix`; it MUST be a new one. */
export function openJournal(bank: BankSection, prefix: string, options: JournalWriterOptions = {}): JournalWriter {
  return new BufferedJournal(bank, prefix, options);
}

class BufferedJournal implements JournalWriter {
  readonly #bank: BankSection;
  readonly #prefix: string;
  readonly #flushAfterMs: number;
  readonly #flushEntries: number;
  /** Entries as canonical JSON that are in no batch yet. */
  #buffer: string[] = [];
  /** The object that is being stored; after a failure the same bytes go under the same key again. */
  #batch: { readonly key: string; readonly bytes: Uint8Array; readonly entries: number } | undefined;
  #seq = 0;
  #appended = 0;
  #stored = 0;
  /** How often storing has failed since it last went well. */
  #failures = 0;
  #storing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(bank: BankSection, prefix: string, { flushAfterMs = 1000, flushEntries = 1000 }: JournalWriterOptions) {
    this.#bank = bank;
    this.#prefix = prefix;
    this.#flushAfterMs = flushAfterMs;
    this.#flushEntries = flushEntries;
  }

  append(entry: JournalEntry): void {
    if (this.#closed) throw new KarborError('KARBOR_JOURNAL_CLOSED', `The journal "${this.#prefix}" takes no more entries.`);
    const text = canonicalJson(entry as unknown as Json);
    const size = Buffer.byteLength(text);
    if (size + batchFrame > maximumObjectSize) throw tooLarge(entry, size);
    this.#buffer.push(text);
    this.#appended += 1;
    if (this.#buffer.length >= this.#flushEntries) this.#storeUnseen();
    else this.#storeLater();
  }

  async durable(): Promise<void> {
    for (const wanted = this.#appended; this.#stored < wanted; ) await this.#store();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.durable();
    clearTimeout(this.#timer);
  }

  async abandon(): Promise<void> {
    this.#closed = true;
    this.#buffer = [];
    clearTimeout(this.#timer);
    await this.#storing?.catch(() => undefined);
    this.#batch = undefined;
  }

  #storeLater(): void {
    const delay = this.#failures === 0 ? this.#flushAfterMs : Math.min(this.#flushAfterMs * 2 ** this.#failures, longestPause);
    this.#timer ??= setTimeout(() => this.#storeUnseen(), delay).unref();
  }

  /** Nobody waits for it: who calls `durable` next is told when it fails still. */
  #storeUnseen(): void {
    this.#store().catch(() => undefined);
  }

  /** Stores one object, with everyone who asks meanwhile. */
  #store(): Promise<void> {
    this.#storing ??= this.#storeBatch().finally(() => (this.#storing = undefined));
    return this.#storing;
  }

  async #storeBatch(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = (this.#batch ??= this.#nextBatch());
    if (!batch) return;
    try {
      await this.#put(batch);
    } catch (error) {
      this.#failures += 1;
      if (!this.#closed) this.#storeLater();
      throw error;
    }
    this.#failures = 0;
    this.#stored += batch.entries;
    this.#batch = undefined;
    if (this.#buffer.length > 0) this.#storeLater();
  }

  /** An earlier try whose answer was lost may have stored it: no object is written twice. */
  async #put({ key, bytes }: { readonly key: string; readonly bytes: Uint8Array }): Promise<void> {
    try {
      await this.#bank.putObject(key, bytes, { ifAbsent: true });
    } catch (error) {
      if (!isKarborError(error, 'KARBOR_OBJECT_EXISTS')) throw error;
      const stored = await findObject(this.#bank, key);
      if (!stored || Buffer.compare(stored, bytes) !== 0) throw error;
    }
  }

  #nextBatch() {
    let bytes = 0;
    const end = this.#buffer.findIndex((text) => (bytes += Buffer.byteLength(text) + 1) > batchBytes);
    const entries = this.#buffer.splice(0, end === -1 ? Infinity : Math.max(1, end));
    if (entries.length === 0) return undefined;
    this.#seq += 1;
    const body = `{"entries":[${entries.join(',')}],"seq":${this.#seq}}`;
    return { key: batchKey(this.#prefix, this.#seq), bytes: sealRecordText(journalFormat, body), entries: entries.length };
  }
}

function tooLarge(entry: JournalEntry, size: number): KarborError {
  return new KarborError(
    'KARBOR_OBJECT_TOO_LARGE',
    `A "${entry.type}" of the journal takes ${size} bytes and must fit an object of ${maximumObjectSize}: keep less state, or save less information.`,
    { details: { type: entry.type, size } },
  );
}
