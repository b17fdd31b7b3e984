import { compareKeys, resourceKey } from '@karbor/plugin-sdk';
import type { ReadSection } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openWriteSection } from '../bank/section/section-attempt.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import { claimEpoch, endEpoch } from '../checkpoint/epoch.js';
import type { Epoch, EpochRequest } from '../checkpoint/epoch.js';
import type { ManifestEntry } from '../checkpoint/manifest.js';
import { writeManifest } from '../checkpoint/write-manifest.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import { openJournal } from '../journal/journal-writer.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { errorRecord } from './error-record.js';
import { journalGraph } from './journal-graph.js';
import type { OperationRecords, OperationResults, SectionRequest } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';
import { parseSavedInfo } from './saved-info.js';

/** What a protect operation keeps: an epoch, its journal, the manifest, the end record. */
export class ProtectRecords implements OperationRecords {
  #epoch: Epoch | undefined;
  #manifest: string | undefined;

  constructor(
    readonly bank: Bank,
    readonly request: EpochRequest,
    readonly graph: ResourceGraph,
    readonly plans: readonly ResourcePlan[],
  ) {}

  async open(): Promise<JournalWriter> {
    const epoch = await claimEpoch(this.bank, this.request);
    this.#epoch = epoch;
    const journal = openJournal(epoch.section, epoch.journalPrefix);
    journalGraph(journal, this.graph);
    for (const { resource, applies } of this.plans) {
      if (!applies) journal.append({ type: 'applies', resource: resourceKey(resource), applies });
    }
    return journal;
  }

  storedObjects(): ResourceObjects {
    return new ResourceObjects();
  }

  section({ plan, ...request }: SectionRequest): SectionAttempt<ReadSection> {
    const { section, dataPrefix } = this.#opened();
    return openWriteSection({ ...request, bank: section, resource: plan.resource, dataPrefix });
  }

  async complete(results: OperationResults): Promise<void> {
    const epoch = this.#opened();
    const { versions } = this.request;
    const { sha256 } = await writeManifest(epoch, { versions }, this.#entries(results));
    this.#manifest = sha256;
  }

  async succeed(): Promise<void> {
    if (this.#manifest === undefined) throw new Error('complete() comes first.');
    await endEpoch(this.#opened(), { status: 'available', manifest: this.#manifest, errors: [] });
  }

  async fail(errors: readonly Error[]): Promise<void> {
    if (this.#epoch) await endEpoch(this.#epoch, { status: 'error', errors: errors.map(errorRecord) });
  }

  async *#entries(results: OperationResults): AsyncIterable<ManifestEntry> {
    const places = this.plans.map((plan, position) => ({ plan, position, key: resourceKey(plan.resource) }));
    for (const { plan, position } of places.sort((a, b) => compareKeys(a.key, b.key))) {
      const { resource, plugin, applies } = plan;
      const savedInfo = results.record(plan)?.savedInfo;
      // What restore could not read is found now, while there is still something to protect.
      if (applies) await parseSavedInfo(plugin.definition, resource, savedInfo, 'protect');
      yield {
        ...{ resource, position },
        dependents: this.graph.children(resource).map(resourceKey),
        plugin: { name: plugin.definition.name, version: plugin.version },
        ...(savedInfo !== undefined && { savedInfo }),
        ...(!applies && { applies }),
        objects: results.objects(plan).records(),
      };
    }
  }

  #opened(): Epoch {
    if (this.#epoch) return this.#epoch;
    throw new Error('open() comes first.');
  }
}
