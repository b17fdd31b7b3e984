import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, Protectable, Resource, ResourceKey, ResourceReference } from '@karbor/plugin-sdk';
import type { Configured } from '../provider/loaded-provider.js';
import { queriesByType } from './queries-by-type.js';
import { ResourceGraph } from './resource-graph.js';
import type { ResourceEdge } from './resource-graph.js';
import { untilAborted } from './until-aborted.js';

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
 * type, and each resource is visited once, however many others lead to it; the first answer about it counts.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` and `KARBOR_RESOURCE_TYPE_UNKNOWN` for a root,
 *   `KARBOR_RESOURCE_TYPE_UNPROTECTED`, `KARBOR_PROTECTABLE_FAILED`, `KARBOR_GRAPH_CYCLE`, `KARBOR_CANCELLED`
 */
export function walkResourceGraph(options: WalkOptions): Promise<ResourceGraph> {
  return untilAborted(options.signal, 'The walk through the resources', () => walk(options));
}

async function walk({ roots, protectables, isProtected, context, signal }: WalkOptions): Promise<ResourceGraph> {
  const queries = queriesByType(protectables, context, signal);
  const found = new Map<ResourceKey, Resource>();
  const edges: ResourceEdge[] = [];
  const open: Resource[] = [];
  /** The first of them is on top of `open` then. */
  const visitLater = (resources: readonly Resource[]): void => {
    const first = open.length;
    for (const resource of resources) {
      const key = resourceKey(resource);
      if (found.has(key)) continue;
      if (!isProtected(resource.type)) throw unprotected(resource);
      found.set(key, resource);
      open.push(resource);
    }
    reverseFrom(open, first);
  };

  const shown: Resource[] = [];
  for (const root of roots) {
    const resource = await queries.of(root).show(root.id);
    if (!resource) throw notFound(root, context);
    shown.push(resource);
  }
  visitLater(shown);
  for (let parent = open.pop(); parent && !signal.aborted; parent = open.pop()) {
    const parentKey = resourceKey(parent);
    const dependents: Resource[] = [];
    for (const query of queries.below(parent.type)) {
      for (const dependent of await query.dependents(parent)) {
        dependents.push(dependent);
        edges.push([parentKey, resourceKey(dependent)]);
      }
    }
    visitLater(dependents);
  }
  return ResourceGraph.from({ resources: found.values(), edges });
}

function reverseFrom(stack: Resource[], first: number): void {
  for (const resource of stack.slice(first).reverse()) stack[first++] = resource;
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
    `${key} (${resource.name}) needs a plugin of type ${resource.type}, and this provider has none: ` +
      'add one to its file with "plugin =".',
    { details: { resource: key, type: resource.type } },
  );
}
