import { resourceKey } from '@karbor/plugin-sdk';
import type { ReadSection } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openDeleteSection } from '../bank/section/section-attempt.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import type { EpochRequest } from '../checkpoint/epoch.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { removeCheckpointObjects } from '../checkpoint/remove-objects.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { OperationEpoch } from './operation-epoch.js';
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
  readonly #epoch: OperationEpoch;

  constructor(options: DeleteRecordsOptions) {
    this.#options = options;
    this.#epoch = new OperationEpoch(options.bank, options.request);
  }

  open(owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter> {
    return this.#epoch.open(owner, begin);
  }

  storedObjects({ resource }: ResourcePlan): ResourceObjects {
    return new ResourceObjects(this.#options.stored.get(resourceKey(resource))?.objects ?? []);
  }

  section({ plan, ...request }: SectionRequest): SectionAttempt<ReadSection> {
    return openDeleteSection({ ...request, bank: this.#epoch.claimed.section, resource: plan.resource });
  }

  async complete({ isPartial }: OperationResults): Promise<void> {
    // What is stored tells what is still outside.
    if (!isPartial) await removeCheckpointObjects(this.#options.bank, this.#options.state);
  }

  async succeed(): Promise<void> {
    await this.#epoch.end('deleted', []);
  }

  succeedPartly(failures: readonly FailedResource[]): Promise<void> {
    return this.fail(failures.map(({ error }) => error));
  }

  fail(errors: readonly Error[]): Promise<void> {
    return this.#epoch.fail(errors);
  }

  overtaken(): Promise<Error | undefined> {
    return this.#epoch.overtaken();
  }
}
