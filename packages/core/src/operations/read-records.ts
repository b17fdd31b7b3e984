import type { ReadSection } from '@karbor/plugin-sdk';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openReadSection } from '../bank/section/section-attempt.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import { checkpointSection } from '../checkpoint/keys.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import type { OperationRecords, SectionRequest } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';
import type { StoredResources } from './stored-resources.js';
import { TransientJournal } from './transient-journal.js';

/** What an operation keeps that only reads a checkpoint: a journal, until nothing is left behind. */
export class ReadRecords implements OperationRecords {
  readonly #journal: TransientJournal;

  constructor(
    readonly bank: Bank,
    readonly checkpointId: string,
    operationId: string,
    readonly stored: StoredResources,
  ) {
    this.#journal = new TransientJournal(bank, operationId);
  }

  open(): Promise<JournalWriter> {
    return Promise.resolve(this.#journal.open());
  }

  storedObjects({ resource }: ResourcePlan): ResourceObjects {
    return new ResourceObjects(this.stored.get(resourceKey(resource))?.objects ?? []);
  }

  section({ plan, ...request }: SectionRequest): SectionAttempt<ReadSection> {
    const bank = checkpointSection(this.bank, this.checkpointId, { readOnly: true });
    return openReadSection({ ...request, bank, resource: plan.resource });
  }

  async complete(): Promise<void> {
    // Nothing of a restore or a verify stays in the bank.
  }

  succeed(): Promise<void> {
    return this.#journal.remove();
  }

  async fail(_errors: readonly Error[], left: boolean): Promise<void> {
    if (!left) await this.#journal.remove();
  }
}
