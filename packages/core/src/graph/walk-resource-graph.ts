import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, Protectable, Resource, ResourceKey, ResourceReference } from '@karbor/plugin-sdk';
import type { Configured } from '../provider/loaded-provider.js';
import { queriesByType } from './protectable-queries.js';
import { ResourceGraph } from './resource-graph.js';
import type { ResourceEdge } from './resource-graph.js';

export interface WalkOptions {
  readonly roots: readonly ResourceReference[];
  readonly protectables: ReadonlyMap<string, Configured<Protectable>>;
  /** Whether there is a plugin for a type. */
  readonly isProtected: (type: string) => boolean;
  readonly context: Context;
  readonly signal: AbortSignal;
}

/**
 * Walks the live graph, depth first, from the roots through all that depends on them. Each service is asked once per
 * type, and each resource is visited once, however many depend on it.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` and `KARBOR_RESOURCE_TYPE_UNKNOWN` for a root,
 *   `KARBOR_RESOURCE_TYPE_UNPROTECTED`, `KARBOR_PROTECTABLE_FAILED`, `KARBOR_RESOURCE_INVALID`, `KARBOR_GRAPH_CYCLE`
 */
export async function walkResourceGraph(options: WalkOptions): Promise<ResourceGraph> {
  const { roots, protectables, isProtected, context, signal } = options;
  const queries = queriesByType(protectables, context, signal);
  const found = new Map<ResourceKey, Resource>();
  const edges: ResourceEdge[] = [];
  const pending: Resource[] = [];
  const add = (resource: Resource): void => {
    const key = resourceKey(resource);
    if (found.has(key)) return;
    if (!isProtected(resource.type)) throw unprotected(resource);
    found.set(key, resource);
    pending.push(resource);
  };
  for (const root of roots) {
    const resource = await queries(root).show(root.id);
    if (!resource) throw notFound(root, context);
    add(resource);
  }
  pending.reverse();
  for (let parent = pending.pop(); parent; parent = pending.pop()) {
    for (const { definition } of protectables.values()) {
      if (!definition.parentTypes.includes(parent.type)) continue;
      for (const dependent of await queries({ type: definition.resourceType }).dependents(parent)) {
        add(dependent);
        edges.push([resourceKey(parent), resourceKey(dependent)]);
      }
    }
  }
  return ResourceGraph.from({ resources: found.values(), edges });
}

function notFound(root: ResourceReference, { projectId }: Context): KarborError {
  const key = resourceKey(root);
  return new KarborError('KARBOR_RESOURCE_NOT_FOUND', `There is no ${key} that project ${projectId} may protect.`, {
    details: { resource: key },
  });
}

function unprotected(resource: Resource): KarborError {
  const key = resourceKey(resource);
  return new KarborError(
    'KARBOR_RESOURCE_TYPE_UNPROTECTED',
    `${key} (${resource.name}) needs a plugin of type ${resource.type}, and this provider has none: add one to its file with "plugin =".`,
    { details: { resource: key, type: resource.type } },
  );
}
