import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { DirectedGraph } from 'graphology';
import { Adjacency } from './adjacency.js';
import { depthFirstOrder } from './depth-first-order.js';
import type { ResourceGraphParts } from './resource-graph.js';

/** A checked graph whose nodes are numbered depth first. */
export interface AssembledGraph {
  readonly resources: readonly Resource[];
  readonly children: Adjacency;
  /** By key: the place in `resources`. */
  readonly lookup: DirectedGraph<{ index: number }>;
}

/**
 * Checks the parts of a graph and brings them in order.
 * @throws KarborError `KARBOR_GRAPH_INVALID`, `KARBOR_GRAPH_CYCLE`
 */
export function assembleGraph({ resources, edges }: ResourceGraphParts): AssembledGraph {
  const lookup = new DirectedGraph<{ index: number }>();
  const given: Resource[] = [];
  for (const resource of resources) {
    const key = resourceKey(resource);
    if (lookup.hasNode(key)) throw invalid(`${key} comes twice in one graph; a resource has one place in it.`, key);
    lookup.addNode(key, { index: given.length });
    given.push(resource);
  }
  for (const [parent, child] of edges) {
    const missing = [parent, child].find((key) => !lookup.hasNode(key));
    if (missing !== undefined) {
      throw invalid(
        `The graph has an edge from ${parent} to ${child}, but ${missing} is not among its resources.`,
        missing,
      );
    }
    lookup.mergeDirectedEdge(parent, child);
  }
  return inDepthFirstOrder(lookup, given);
}

function inDepthFirstOrder(lookup: AssembledGraph['lookup'], given: readonly Resource[]): AssembledGraph {
  const sources: number[] = [];
  const targets: number[] = [];
  lookup.forEachDirectedEdge((_edge, _attributes, _parent, _child, parent, child) => {
    sources.push(parent.index);
    targets.push(child.index);
  });
  const outcome = depthFirstOrder(Adjacency.from(given.length, sources, targets));
  if ('cycle' in outcome) throw cycle(outcome.cycle.map((index) => resourceKey(given[index] as Resource)));

  const places = new Int32Array(given.length);
  for (const [place, index] of outcome.order.entries()) places[index] = place;
  lookup.updateEachNodeAttributes((_key, { index }) => ({ index: places[index] as number }));
  const place = (index: number): number => places[index] as number;
  return {
    resources: Array.from(outcome.order, (index) => given[index] as Resource),
    children: Adjacency.from(given.length, sources.map(place), targets.map(place)),
    lookup,
  };
}

function invalid(message: string, resource: string): KarborError {
  return new KarborError('KARBOR_GRAPH_INVALID', message, { details: { resource } });
}

function cycle(keys: readonly string[]): KarborError {
  const path = [...keys, ...keys.slice(0, 1)].join(' → ');
  return new KarborError(
    'KARBOR_GRAPH_CYCLE',
    `Resources depend on each other in a cycle, so that none can go first: ${path}. ` +
      'Take one out of the plan or correct its protectable.',
    { details: { resources: keys } },
  );
}
