import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource, ResourceKey, ResourceReference } from '@karbor/plugin-sdk';
import type { FrozenMs } from '../checkpoint/records.js';
import type { EffectLedger } from '../effects/effect-ledger.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { Continuation } from '../resume/continuation.js';

/** For how long resources were held still, in an operation and those that it goes on with, and which not until the end. */
export class Standstills {
  readonly #graph: ResourceGraph;
  readonly #ledger: EffectLedger;
  readonly #before: Continuation | undefined;
  readonly #endedBy: ReadonlyMap<ResourceKey, readonly ResourceKey[]>;

  constructor(graph: ResourceGraph, ledger: EffectLedger, before: Continuation | undefined) {
    this.#graph = graph;
    this.#ledger = ledger;
    this.#before = before;
    const { notQuiesced } = ledger;
    const ended = graph.resources.filter((resource) => {
      const key = resourceKey(resource);
      return notQuiesced.has(key) || before?.notQuiesced(key) === true;
    });
    this.#endedBy = withDescendants(graph, ended);
  }

  /** Of all that were held still. */
  frozenMs(): FrozenMs {
    const frozenMs: Record<ResourceKey, number> = {};
    for (const resource of this.#graph.resources) {
      const key = resourceKey(resource);
      const [before, own] = [this.#before?.heldMs(key), this.#ledger.heldMs(resource)];
      if (before !== undefined || own !== undefined) frozenMs[key] = (before ?? 0) + (own ?? 0);
    }
    return frozenMs;
  }

  /** Keys of what did not stand still until this resource and the others below it were captured; it may be itself. */
  endedBy(resource: ResourceReference): readonly ResourceKey[] {
    return this.#endedBy.get(resourceKey(resource)) ?? [];
  }
}

/** Each of these resources with all that depends on it: by key, the keys of those that it is one of or depends on. */
function withDescendants(graph: ResourceGraph, tops: readonly Resource[]): ReadonlyMap<ResourceKey, readonly ResourceKey[]> {
  const lists = new Map<ResourceKey, ResourceKey[]>();
  for (const top of tops) {
    const seen = new Set<Resource>([top]);
    // A set goes on with what is added to it on the way.
    for (const resource of seen) {
      const key = resourceKey(resource);
      lists.set(key, [...(lists.get(key) ?? []), resourceKey(top)]);
      for (const child of graph.children(resource)) seen.add(child);
    }
  }
  return lists;
}
