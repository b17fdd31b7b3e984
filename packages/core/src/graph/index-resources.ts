import type { DependentsQuery, Resource } from '@karbor/plugin-sdk';

export type KeysOf = Parameters<DependentsQuery<unknown>['index']>[0];
export type ResourceIndex = ReadonlyMap<string, readonly Resource[]>;

/** The resources under each of their keys. */
export function indexResources(resources: readonly Resource[], keysOf: KeysOf): ResourceIndex {
  const index = new Map<string, Resource[]>();
  for (const resource of resources) {
    const keys = keysOf(resource) ?? [];
    for (const key of typeof keys === 'string' ? [keys] : keys) {
      const list = index.get(key);
      if (list) list.push(resource);
      else index.set(key, [resource]);
    }
  }
  return index;
}
