import type { Bank } from '../bank/bank.js';
import { deleteKeys } from '../bank/delete-keys.js';
import { claimEpoch, endEpoch, isClaimed, overtakenBy } from '../checkpoint/epoch.js';
import type { Epoch, EpochRequest } from '../checkpoint/epoch.js';
import { statusAfterFailure } from '../checkpoint/failed-epoch.js';
import type { EndStatus, FrozenMs } from '../checkpoint/records.js';
import { openJournal } from '../journal/journal-writer.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { journalKeys } from '../journal/read-journal.js';
import { errorRecord } from './error-record.js';

/** The epoch of an operation on a checkpoint, from its claim to its end. */
export class OperationEpoch {
  #prepared: Epoch | undefined;
  #epoch: Epoch | undefined;

  constructor(
    readonly bank: Bank,
    readonly request: EpochRequest,
  ) {}

  /** @throws Error before it is claimed */
  get claimed(): Epoch {
    if (this.#epoch) return this.#epoch;
    throw new Error('open() comes first.');
  }

  /** Claims it as soon as what its journal begins with is stored. */
  async open(owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter> {
    let journal: JournalWriter | undefined;
    const prepare = async (epoch: Epoch) => {
      this.#prepared = epoch;
      journal = openJournal(epoch.section, epoch.journalPrefix);
      begin(journal);
      await journal.durable();
    };
    try {
      this.#epoch = await claimEpoch(this.bank, this.request, { owner, prepare });
    } catch (error) {
      // It would try again and again to store what it begins with.
      await journal?.abandon();
      throw error;
    }
    return journal ?? openJournal(this.#epoch.section, this.#epoch.journalPrefix);
  }

  async end(status: EndStatus, errors: readonly Error[], manifest?: string): Promise<void> {
    await endEpoch(this.claimed, { status, errors: errors.map(errorRecord), ...(manifest !== undefined && { manifest }) });
  }

  /** Ends it in the status of its operation's failure, if it was claimed; else nothing of it is left. */
  async fail(errors: readonly Error[], frozenMs: FrozenMs = {}): Promise<void> {
    this.#epoch ??= await this.#claimedUnanswered();
    if (!this.#epoch) return;
    const stoodStill = Object.keys(frozenMs).length > 0;
    const end = { status: statusAfterFailure(this.request), errors: errors.map(errorRecord), ...(stoodStill && { frozenMs }) };
    await endEpoch(this.#epoch, end);
  }

  async overtaken(): Promise<Error | undefined> {
    return this.#epoch && (await overtakenBy(this.#epoch));
  }

  async #claimedUnanswered(): Promise<Epoch | undefined> {
    if (!this.#prepared || (await isClaimed(this.#prepared))) return this.#prepared;
    const { section, journalPrefix } = this.#prepared;
    await deleteKeys(section, journalKeys(section, journalPrefix));
    return undefined;
  }
}
