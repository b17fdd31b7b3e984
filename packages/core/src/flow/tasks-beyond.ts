import type { Adjacency } from '../graph/adjacency.js';

/** The tasks next to a node, with what lies beyond each junction in its place; ascending, each once. */
export function tasksBeyond(neighbours: Adjacency, node: number, taskCount: number): number[] {
  const seen = new Set<number>();
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const neighbour of neighbours.targets(next)) {
      if (seen.has(neighbour)) continue;
      seen.add(neighbour);
      if (neighbour >= taskCount) open.push(neighbour);
    }
  }
  return Array.from(seen)
    .filter((found) => found < taskCount)
    .sort((a, b) => a - b);
}
