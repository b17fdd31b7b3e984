import { resourceKey } from '@karbor/plugin-sdk';
import type { ReadSection } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openDeleteSection } from '../bank/section/section-attempt.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import { claimEpoch, endEpoch, overtakenBy } from '../checkpoint/epoch.js';
import type { Epoch, EpochRequest } from '../checkpoint/epoch.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { removeCheckpointObjects } from '../checkpoint/remove-objects.js';
import { openJournal } from '../journal/journal-writer.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { errorRecord } from './error-record.js';
import type { FailedResource, OperationRecords, OperationResults, SectionRequest } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';
import type { StoredResources } from './stored-resources.js';

export interface DeleteRecordsOptions {
  readonly bank: Bank;
  readonly state: CheckpointState;
  readonly request: EpochRequest;
  readonly stored: StoredResources;
}

/** What a delete operation keeps: an epoch and its journal, until only the epochs and their ends are left. */
export class DeleteRecords implements OperationRecords {
  readonly #options: DeleteRecordsOptions;
  #epoch: Epoch | undefined;

  constructor(options: DeleteRecordsOptions) {
    this.#options = options;
  }

  async open(owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter> {
    this.#epoch = await claimEpoch(this.#options.bank, this.#options.request, { owner });
    const journal = openJournal(this.#epoch.section, this.#epoch.journalPrefix);
    begin(journal);
    return journal;
  }

  storedObjects({ resource }: ResourcePlan): ResourceObjects {
    return new ResourceObjects(this.#options.stored.get(resourceKey(resource))?.objects ?? []);
  }

  section({ plan, ...request }: SectionRequest): SectionAttempt<ReadSection> {
    return openDeleteSection({ ...request, bank: this.#opened().section, resource: plan.resource });
  }

  async complete({ isPartial }: OperationResults): Promise<void> {
    // What is stored tells what is still outside.
    if (!isPartial) await removeCheckpointObjects(this.#options.bank, this.#options.state);
  }

  async succeed(): Promise<void> {
    await endEpoch(this.#opened(), { status: 'deleted', errors: [] });
  }

  succeedPartly(failures: readonly FailedResource[]): Promise<void> {
    return this.fail(failures.map(({ error }) => error));
  }

  async fail(errors: readonly Error[]): Promise<void> {
    if (this.#epoch) await endEpoch(this.#epoch, { status: 'error-deleting', errors: errors.map(errorRecord) });
  }

  async overtaken(): Promise<Error | undefined> {
    return this.#epoch && (await overtakenBy(this.#epoch));
  }

  #opened(): Epoch {
    if (this.#epoch) return this.#epoch;
    throw new Error('open() comes first.');
  }
}
