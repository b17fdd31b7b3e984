import { resourceKey } from '@karbor/plugin-sdk';
import type { Json, Resource, ResourceKey } from '@karbor/plugin-sdk';
import type { NamedObjectRecord } from '../bank/section/object-record.js';
import type { Manifest } from '../checkpoint/open-manifest.js';
import { collect } from '../collect.js';
import type { ErrorRecord } from './error-record.js';
import { ResourceGraph } from '../graph/resource-graph.js';

/** What a checkpoint holds of a resource. */
export interface StoredResource {
  readonly resource: Resource;
  readonly dependents: readonly ResourceKey[];
  readonly savedInfo?: Json;
  readonly applies?: boolean;
  /** Keys of what it was captured with that went on before all was captured. */
  readonly notQuiesced?: readonly ResourceKey[];
  /** Why it is not good. */
  readonly failed?: ErrorRecord;
  readonly objects: readonly NamedObjectRecord[];
}

export type StoredResources = ReadonlyMap<ResourceKey, StoredResource>;

/** All that a manifest lists, in the order of the graph. */
export async function readAll(manifest: Manifest): Promise<StoredResources> {
  const entries = await collect(manifest.entries());
  entries.sort((a, b) => a.position - b.position);
  return new Map(entries.map((entry) => [resourceKey(entry.resource), entry]));
}

/** Some resources of a manifest and all that depend on them; reads only the segments that hold them. */
export async function readWithDependents(
  manifest: Manifest,
  keys: readonly ResourceKey[],
  unknown: (key: ResourceKey) => Error,
): Promise<StoredResources> {
  const found = new Map<ResourceKey, StoredResource & { readonly position: number }>();
  const pending = [...keys];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (found.has(key)) continue;
    const entry = await manifest.entry(key);
    if (!entry) throw unknown(key);
    found.set(key, entry);
    pending.push(...entry.dependents);
  }
  return new Map([...found].sort(([, a], [, b]) => a.position - b.position));
}

/** What is planned for a resource by what is stored of it. */
export function planningOf(stored: StoredResources, resource: Resource) {
  const { savedInfo, applies = true } = stored.get(resourceKey(resource)) ?? {};
  return { applied: applies, ...(savedInfo !== undefined && { savedInfo }) };
}

/** The graph of what is stored. */
export function graphOf(stored: StoredResources): ResourceGraph {
  return ResourceGraph.from({
    resources: [...stored.values()].map(({ resource }) => resource),
    edges: [...stored].flatMap(([parent, { dependents }]) =>
      dependents.map((child): [ResourceKey, ResourceKey] => [parent, child]),
    ),
  });
}
