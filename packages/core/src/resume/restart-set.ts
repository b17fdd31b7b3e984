import { resourceKey } from '@karbor/plugin-sdk';
import type { ResourceKey } from '@karbor/plugin-sdk';
import type { Adjacency } from '../graph/adjacency.js';
import type { ResourceGraph } from '../graph/resource-graph.js';

/** What is known of the resources of an operation that was cut off, by their place in the graph. */
export interface RestartQuestion {
  readonly graph: ResourceGraph;
  /** What it had made or held is not there any more, and it needs it. */
  isBroken(index: number): boolean;
  /** It had stood still (held an urgent effect) while its descendants were taken: they are of one instant. */
  hadWindow(index: number): boolean;
  /** Places of those that share a task with it; itself may be among them. The same array for all of them. */
  groupOf(index: number): readonly number[];
  /** Whether what depends on a thing made anew is made anew too (restore: a server of its volumes). */
  readonly upwards: boolean;
}

/**
 * The resources that begin anew. The window of a resource is one unit: when it or any of its descendants begins anew, so
 * do it and all its descendants, or they would be of two instants. Costs nodes + edges.
 */
export function restartSet(question: RestartQuestion): ReadonlySet<ResourceKey> {
  const { graph } = question;
  const resources = graph.resources;
  const restarts = new Uint8Array(resources.length);
  const wentUp = new Uint8Array(resources.length);
  const wentDown = new Uint8Array(resources.length);
  const seenGroups = new Set<readonly number[]>();
  const pending: number[] = [];
  const restart = (index: number): void => {
    if (restarts[index]) return;
    restarts[index] = 1;
    pending.push(index);
  };
  for (const index of resources.keys()) if (question.isBroken(index)) restart(index);
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const group = question.groupOf(index);
    if (!seenGroups.has(group)) for (const member of group) restart(member);
    seenGroups.add(group);
    for (const above of reach(index, graph.parentIndexes, wentUp)) {
      if (question.upwards) restart(above);
      if (!question.hadWindow(above)) continue;
      for (const below of reach(above, graph.childIndexes, wentDown)) restart(below);
    }
  }
  return new Set(resources.filter((_, index) => restarts[index] === 1).map(resourceKey));
}

/** All that can be reached from a node, itself included, but for what was reached before. */
function* reach(start: number, edges: Adjacency, seen: Uint8Array): Generator<number> {
  const pending = [start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen[node]) continue;
    seen[node] = 1;
    yield node;
    for (const next of edges.targets(node)) pending.push(next);
  }
}
