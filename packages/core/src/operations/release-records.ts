import { KarborError } from '@karbor/plugin-sdk';
import type { ReadSection } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import type { EpochRequest } from '../checkpoint/epoch.js';
import type { FrozenMs } from '../checkpoint/records.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { OperationEpoch } from './operation-epoch.js';
import type { OperationRecords, OperationResults } from './operation-records.js';

/** What is kept when all that an operation on a checkpoint left outside is released: an epoch that has failed. */
export class ReleaseRecords implements OperationRecords {
  readonly #epoch: OperationEpoch;
  #frozenMs: FrozenMs = {};

  constructor(bank: Bank, request: EpochRequest) {
    this.#epoch = new OperationEpoch(bank, request);
  }

  open(owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter> {
    return this.#epoch.open(owner, begin);
  }

  storedObjects(): ResourceObjects {
    return new ResourceObjects();
  }

  section(): SectionAttempt<ReadSection> {
    throw new Error('No hook runs.');
  }

  complete({ frozenMs }: OperationResults): Promise<void> {
    this.#frozenMs = frozenMs;
    return Promise.resolve();
  }

  async succeed(): Promise<void> {
    await this.#epoch.fail([abandoned(this.#epoch.request)], this.#frozenMs);
  }

  succeedPartly(): Promise<void> {
    return this.succeed();
  }

  fail(errors: readonly Error[], _left: boolean, frozenMs: FrozenMs): Promise<void> {
    return this.#epoch.fail(errors, frozenMs);
  }
}

function abandoned({ operation, identity }: EpochRequest): KarborError {
  const message = `The ${operation} of checkpoint ${identity.id} was cut off; what it had outside was released later.`;
  return new KarborError('KARBOR_OPERATION_ABANDONED', message, { details: { checkpointId: identity.id, operation } });
}
