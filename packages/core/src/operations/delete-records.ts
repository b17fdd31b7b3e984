import { KarborError, parseResourceKey, resourceKey } from '@karbor/plugin-sdk';
import type { ProtectionPlugin, ReadSection } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openDeleteSection } from '../bank/section/section-attempt.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import { claimEpoch, endEpoch } from '../checkpoint/epoch.js';
import type { Epoch, EpochRequest } from '../checkpoint/epoch.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { removeCheckpointObjects } from '../checkpoint/remove-objects.js';
import type { EffectLedger } from '../effects/effect-ledger.js';
import type { EffectReleaser } from '../effects/effect-releaser.js';
import { openJournal } from '../journal/journal-writer.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import type { OutstandingEffect } from '../journal/replay.js';
import type { Configured } from '../provider/loaded-provider.js';
import { errorRecord } from './error-record.js';
import type { OperationRecords, SectionRequest } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';
import type { StoredResources } from './stored-resources.js';
import { throwAll } from './throw-all.js';

export interface DeleteRecordsOptions {
  readonly bank: Bank;
  readonly state: CheckpointState;
  readonly request: EpochRequest;
  readonly stored: StoredResources;
  /** What operations before this one left outside. */
  readonly outstanding: readonly OutstandingEffect[];
  readonly plugins: ReadonlyMap<string, Configured<ProtectionPlugin>>;
}

/** What a delete operation keeps: an epoch and its journal, until only the epochs and their ends are left. */
export class DeleteRecords implements OperationRecords {
  readonly #options: DeleteRecordsOptions;
  #epoch: Epoch | undefined;

  constructor(options: DeleteRecordsOptions) {
    this.#options = options;
  }

  async open(): Promise<JournalWriter> {
    this.#epoch = await claimEpoch(this.#options.bank, this.#options.request);
    return openJournal(this.#epoch.section, this.#epoch.journalPrefix);
  }

  async takeOver(ledger: EffectLedger, releaser: EffectReleaser): Promise<void> {
    for (const effect of this.#options.outstanding) this.#take(effect, ledger);
    throwAll(await releaser.releaseAll());
  }

  storedObjects({ resource }: ResourcePlan): ResourceObjects {
    return new ResourceObjects(this.#options.stored.get(resourceKey(resource))?.objects ?? []);
  }

  section({ plan, ...request }: SectionRequest): SectionAttempt<ReadSection> {
    return openDeleteSection({ ...request, bank: this.#opened().section, resource: plan.resource });
  }

  async complete(): Promise<void> {
    await removeCheckpointObjects(this.#options.bank, this.#options.state);
  }

  async succeed(): Promise<void> {
    await endEpoch(this.#opened(), { status: 'deleted', errors: [] });
  }

  async fail(errors: readonly Error[]): Promise<void> {
    if (this.#epoch) await endEpoch(this.#epoch, { status: 'error-deleting', errors: errors.map(errorRecord) });
  }

  #take({ kind, tag, data, result, made, kept, hook, attempt, resource: key }: OutstandingEffect, ledger: EffectLedger): void {
    const reference = parseResourceKey(key);
    const resource = this.#options.stored.get(key)?.resource ?? { ...reference, name: reference.id };
    const plugin = this.#options.plugins.get(resource.type);
    const definition = plugin?.definition.effects?.[kind];
    if (!plugin || !definition) throw unknownEffect(key, kind, tag);
    // It ended with the process that held it.
    if (definition.session === true) return;
    const state = kept ? 'kept' : made ? 'made' : 'intended';
    ledger.add({ resource, hook, attempt, kind, tag, data, result, state, definition, config: plugin.config, making: false });
  }

  #opened(): Epoch {
    if (this.#epoch) return this.#epoch;
    throw new Error('open() comes first.');
  }
}

function unknownEffect(resource: string, kind: string, tag: string): KarborError {
  return new KarborError(
    'KARBOR_EFFECT_UNKNOWN',
    `The ${kind} "${tag}" of ${resource} was left behind, and no plugin of this provider can release it: install the plugin that made it.`,
    { details: { resource, kind, tag } },
  );
}
