import { KarborError } from '@karbor/plugin-sdk';
import type { ReadSection } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import { claimEpoch, endEpoch } from '../checkpoint/epoch.js';
import type { Epoch, EpochRequest } from '../checkpoint/epoch.js';
import { openJournal } from '../journal/journal-writer.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { errorRecord } from './error-record.js';
import type { OperationRecords } from './operation-records.js';

/** What is kept when all that an operation on a checkpoint left outside is released: an epoch that ends in error. */
export class ReleaseRecords implements OperationRecords {
  #epoch: Epoch | undefined;

  constructor(
    readonly bank: Bank,
    readonly request: EpochRequest,
  ) {}

  async open(owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter> {
    let journal: JournalWriter | undefined;
    const prepare = async ({ section, journalPrefix }: Epoch) => {
      journal = openJournal(section, journalPrefix);
      begin(journal);
      await journal.durable();
    };
    this.#epoch = await claimEpoch(this.bank, this.request, { owner, prepare });
    return journal ?? openJournal(this.#epoch.section, this.#epoch.journalPrefix);
  }

  storedObjects(): ResourceObjects {
    return new ResourceObjects();
  }

  section(): SectionAttempt<ReadSection> {
    throw new Error('No hook runs.');
  }

  async complete(): Promise<void> {
    // There is nothing to bring together.
  }

  async succeed(): Promise<void> {
    await this.fail([abandoned(this.request)]);
  }

  succeedPartly(): Promise<void> {
    return this.succeed();
  }

  async fail(errors: readonly Error[]): Promise<void> {
    if (!this.#epoch) return;
    const status = this.request.operation === 'protect' ? 'error' : 'error-deleting';
    await endEpoch(this.#epoch, { status, errors: errors.map(errorRecord) });
  }
}

function abandoned({ operation, identity }: EpochRequest): KarborError {
  const message = `The ${operation} of checkpoint ${identity.id} was cut off; what it had outside was released later.`;
  return new KarborError('KARBOR_OPERATION_ABANDONED', message, { details: { checkpointId: identity.id, operation } });
}
