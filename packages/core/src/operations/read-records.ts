import type { ReadSection, ResourceKey } from '@karbor/plugin-sdk';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openReadSection } from '../bank/section/section-attempt.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import { checkpointSection } from '../checkpoint/keys.js';
import { openJournal } from '../journal/journal-writer.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { readRunning } from '../running/running-entry.js';
import { claimNext, endOperation, goneOnWith, operationJournal, operationsSection, removeOperation } from './operation-area.js';
import type { OperationRecords, SectionRequest } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';
import type { StoredResources } from './stored-resources.js';

export interface ReadRecordsOptions {
  readonly bank: Bank;
  readonly checkpointId: string;
  readonly operationId: string;
  readonly stored: StoredResources;
  /** The operations that this one goes on with, oldest first. */
  readonly before?: readonly string[];
  /** Called when the checkpoint is held. Throws when what was read of it before does not count any more. */
  readonly check?: () => Promise<void>;
}

/** What an operation keeps that only reads a checkpoint: a journal, until nothing is left behind. */
export class ReadRecords implements OperationRecords {
  readonly #options: ReadRecordsOptions;
  #isOpen = false;
  #hasTaken = false;

  constructor(options: ReadRecordsOptions) {
    this.#options = options;
  }

  async open(_owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter> {
    const { bank, operationId, before = [], check } = this.#options;
    const last = before.at(-1);
    await check?.();
    if (last !== undefined && !(await readRunning(bank, last))) throw goneOnWith(last);
    this.#isOpen = true;
    const journal = openJournal(operationsSection(bank), operationJournal(operationId));
    try {
      begin(journal);
      await journal.durable();
      if (last !== undefined) await claimNext(bank, last, operationId);
    } catch (error) {
      // It would try again and again to store what it begins with.
      await journal.abandon();
      throw error;
    }
    this.#hasTaken = true;
    return journal;
  }

  storedObjects({ resource }: ResourcePlan): ResourceObjects {
    return new ResourceObjects(this.#options.stored.get(resourceKey(resource))?.objects ?? []);
  }

  notQuiesced({ resource }: ResourcePlan): readonly ResourceKey[] {
    return this.#options.stored.get(resourceKey(resource))?.notQuiesced ?? [];
  }

  section({ plan, ...request }: SectionRequest): SectionAttempt<ReadSection> {
    const { bank, checkpointId } = this.#options;
    const section = checkpointSection(bank, checkpointId, { readOnly: true });
    return openReadSection({ ...request, bank: section, resource: plan.resource });
  }

  async complete(): Promise<void> {
    // Nothing of a restore or a verify stays in the bank.
  }

  async succeed(): Promise<void> {
    await endOperation(this.#options.bank, this.#options.operationId);
  }

  async forget(operationId: string): Promise<void> {
    await removeOperation(this.#options.bank, operationId);
  }

  async tidy(): Promise<void> {
    const { bank, operationId, before = [] } = this.#options;
    if (!this.#isOpen) return;
    // What it did not come to take over is another's.
    for (const id of [...(this.#hasTaken ? before : []), operationId]) await removeOperation(bank, id);
  }

  succeedPartly(): Promise<void> {
    return this.succeed();
  }

  async fail(_errors: readonly Error[], left: boolean): Promise<void> {
    if (this.#isOpen && !left) await this.succeed();
  }
}
