import { compareKeys, resourceKey } from '@karbor/plugin-sdk';
import type { ReadSection } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { storedKeys } from '../bank/section/object-record.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openWriteSection } from '../bank/section/section-attempt.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import type { EpochRequest } from '../checkpoint/epoch.js';
import type { ManifestEntry } from '../checkpoint/manifest.js';
import { removeUnnamedData } from '../checkpoint/remove-unnamed-data.js';
import { writeManifest } from '../checkpoint/write-manifest.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { FrozenMs } from '../checkpoint/records.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import type { Continuation } from '../resume/continuation.js';
import { OperationEpoch } from './operation-epoch.js';
import type { FailedResource, OperationRecords, OperationResults, SectionRequest } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';
import { parseSavedInfo } from './saved-info.js';

export interface ProtectRecordsOptions {
  readonly bank: Bank;
  readonly request: EpochRequest;
  readonly graph: ResourceGraph;
  readonly plans: readonly ResourcePlan[];
  /** When it goes on with an earlier operation on the checkpoint. */
  readonly continuation?: Continuation;
}

/** What a protect operation keeps: an epoch, its journal, the manifest, the end record. */
export class ProtectRecords implements OperationRecords {
  readonly #options: ProtectRecordsOptions;
  readonly #epoch: OperationEpoch;
  #manifest: string | undefined;
  /** The keys of what is stored that is still of use, where earlier epochs may have stored more. */
  readonly #named = new Set<string>();
  #hasEnded = false;

  constructor(options: ProtectRecordsOptions) {
    this.#options = options;
    this.#epoch = new OperationEpoch(options.bank, options.request);
  }

  open(owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter> {
    return this.#epoch.open(owner, begin);
  }

  storedObjects({ resource }: ResourcePlan): ResourceObjects {
    return new ResourceObjects(this.#options.continuation?.objects(resourceKey(resource)));
  }

  section({ plan, ...request }: SectionRequest): SectionAttempt<ReadSection> {
    const { section, dataPrefix } = this.#epoch.claimed;
    return openWriteSection({ ...request, bank: section, resource: plan.resource, dataPrefix });
  }

  async complete(results: OperationResults): Promise<void> {
    const epoch = this.#epoch.claimed;
    const { versions } = this.#options.request;
    const { sha256 } = await writeManifest(epoch, { versions }, this.#entries(results));
    this.#manifest = sha256;
  }

  async succeed(): Promise<void> {
    await this.#end('available', []);
  }

  async succeedPartly(failures: readonly FailedResource[]): Promise<void> {
    await this.#end('partial', failures.map(({ error }) => error));
  }

  /** Not before the end is recorded: until then an earlier manifest may be the one that counts. */
  async tidy(): Promise<void> {
    if (this.#hasEnded && this.#options.continuation) await removeUnnamedData(this.#epoch.claimed, this.#named);
  }

  fail(errors: readonly Error[], _left: boolean, frozenMs: FrozenMs): Promise<void> {
    return this.#epoch.fail(errors, frozenMs);
  }

  overtaken(): Promise<Error | undefined> {
    return this.#epoch.overtaken();
  }

  async #end(status: 'available' | 'partial', errors: readonly Error[]): Promise<void> {
    if (this.#manifest === undefined) throw new Error('complete() comes first.');
    await this.#epoch.end(status, errors, this.#manifest);
    this.#hasEnded = true;
  }

  async *#entries(results: OperationResults): AsyncIterable<ManifestEntry> {
    const { graph, plans, continuation } = this.#options;
    const places = plans.map((plan, position) => ({ plan, position, key: resourceKey(plan.resource) }));
    for (const { plan, position, key } of places.sort((a, b) => compareKeys(a.key, b.key))) {
      const { resource, plugin, applies } = plan;
      const failed = results.failure(plan);
      const savedInfo = failed ? undefined : results.record(plan)?.savedInfo;
      // What restore could not read is found now, while there is still something to protect.
      if (applies && !failed) await parseSavedInfo(plugin.definition, resource, savedInfo, 'protect');
      const stored = results.objects(plan).records();
      // A retry goes on with what a resource that failed had stored before.
      if (continuation) for (const object of stored) for (const key of storedKeys(object)) this.#named.add(key);
      const objects = failed ? [] : stored;
      const frozenMs = results.frozenMs[key];
      const notQuiesced = failed || !applies ? [] : results.notQuiesced(plan);
      yield {
        ...{ resource, position, objects },
        dependents: graph.children(resource).map(resourceKey),
        plugin: { name: plugin.definition.name, version: plugin.version },
        ...(savedInfo !== undefined && { savedInfo }),
        ...(!applies && { applies }),
        ...(frozenMs !== undefined && { frozenMs }),
        ...(notQuiesced.length > 0 && { notQuiesced }),
        ...(failed && { failed }),
      };
    }
  }
}
