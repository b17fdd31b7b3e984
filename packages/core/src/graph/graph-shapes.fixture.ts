import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { ResourceGraph } from './resource-graph.js';
import type { ResourceEdge, ResourceGraphParts } from './resource-graph.js';

/** Resource `n` of the graphs below. */
export function numbered(n: number, type = 'Test::Thing'): Resource {
  return { type, id: String(n), name: `thing ${n}` };
}

/** A graph of resources 0 to `count - 1` with edges between their numbers. */
export function parts(count: number, edges: readonly (readonly [number, number])[], typeOf = (_: number) => 'Test::Thing'): ResourceGraphParts {
  const resources = Array.from({ length: count }, (_, n) => numbered(n, typeOf(n)));
  const key = (n: number) => resourceKey(resources[n]!);
  return { resources, edges: edges.map(([parent, child]): ResourceEdge => [key(parent), key(child)]) };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Each resource depends on the one before it. */
export function chain(count: number): ResourceGraph {
  return ResourceGraph.from(parts(count, upTo(count - 1).map((n) => [n, n + 1])));
}

/** All depend on resource 0. */
export function star(count: number): ResourceGraph {
  return ResourceGraph.from(parts(count, upTo(count - 1).map((n) => [0, n + 1])));
}

/** `levels` diamonds on top of each other: 2^levels ways lead from the top to the bottom. */
export function diamonds(levels: number): ResourceGraph {
  const edges = upTo(levels).flatMap((level): [number, number][] => {
    const top = level * 3;
    return [[top, top + 1], [top, top + 2], [top + 1, top + 3], [top + 2, top + 3]];
  });
  return ResourceGraph.from(parts(levels * 3 + 1, edges));
}
