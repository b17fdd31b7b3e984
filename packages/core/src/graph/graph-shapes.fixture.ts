import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { ResourceGraph } from './resource-graph.js';
import type { ResourceEdge, ResourceGraphParts } from './resource-graph.js';

/** Resource `n` of the graphs below. */
export function numbered(n: number, type = 'Test::Thing'): Resource {
  return { type, id: String(n), name: `thing ${n}` };
}

type Edge = readonly [parent: number, child: number];

/** Resources 0 to `count - 1`, and edges between their numbers: `'0>1 0>2'`. */
export function parts(
  count: number,
  edges: string | readonly Edge[] = '',
  typeOf = (_: number) => 'Test::Thing',
): ResourceGraphParts {
  const resources = Array.from({ length: count }, (_, n) => numbered(n, typeOf(n)));
  const key = (n: number) => resourceKey(resources[n]!);
  const pairs = typeof edges === 'string' ? parse(edges) : edges;
  return { resources, edges: pairs.map(([parent, child]): ResourceEdge => [key(parent), key(child)]) };
}

function parse(edges: string): Edge[] {
  return Array.from(edges.matchAll(/(\d+)>(\d+)/g), ([, parent, child]): Edge => [Number(parent), Number(child)]);
}

export function graphOf(...given: Parameters<typeof parts>): ResourceGraph {
  return ResourceGraph.from(parts(...given));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Each resource depends on the one before it. */
export function chain(count: number): ResourceGraph {
  const edges = upTo(count - 1).map((n): Edge => [n, n + 1]);
  return graphOf(count, edges);
}

/** All depend on resource 0. */
export function star(count: number): ResourceGraph {
  const edges = upTo(count - 1).map((n): Edge => [0, n + 1]);
  return graphOf(count, edges);
}

/** `levels` diamonds on top of each other: 2^levels ways lead from the top to the bottom. */
export function diamonds(levels: number): ResourceGraph {
  const diamond = (n: number): string => `${n}>${n + 1} ${n}>${n + 2} ${n + 1}>${n + 3} ${n + 2}>${n + 3}`;
  const edges = upTo(levels).map((level) => diamond(level * 3));
  return graphOf(levels * 3 + 1, edges.join(' '));
}
