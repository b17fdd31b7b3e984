import { Adjacency } from '../graph/adjacency.js';

const nothing = -1;

/**
 * Takes out the junctions that need not be there: what has at most one neighbour before it or behind it is replaced
 * by edges, of which there are then not more than before. What is left joins several with several. Tasks keep their
 * numbers, each pair of neighbours is joined by one edge.
 */
export function contractJunctions(successors: Adjacency, order: Int32Array, taskCount: number): Adjacency {
  const predecessors = standIn(successors.reversed(), order, taskCount);
  return renumber(standIn(predecessors.reversed(), order.toReversed(), taskCount), taskCount);
}

/** Has the only neighbour of a junction stand for it. `order` has neighbours before nodes. */
function standIn(neighbours: Adjacency, order: Int32Array, taskCount: number): Adjacency {
  const standIns = new Int32Array(neighbours.size);
  const seenBy = new Int32Array(neighbours.size).fill(nothing);
  const sources: number[] = [];
  const targets: number[] = [];
  for (const node of order) {
    const first = targets.length;
    for (let edge = neighbours.begin(node); edge < neighbours.end(node); edge++) {
      const neighbour = standIns[neighbours.target(edge)] as number;
      if (neighbour === nothing || seenBy[neighbour] === node) continue;
      seenBy[neighbour] = node;
      sources.push(node);
      targets.push(neighbour);
    }
    standIns[node] = node;
    if (node < taskCount || targets.length - first > 1) continue;
    standIns[node] = targets[first] ?? nothing;
    sources.length = targets.length = first;
  }
  return Adjacency.from(neighbours.size, sources, targets);
}

/** Leaves out the nodes behind the tasks that no edge touches. */
function renumber(successors: Adjacency, taskCount: number): Adjacency {
  const inDegrees = successors.inDegrees();
  const numbers = new Int32Array(successors.size).fill(nothing);
  let size = 0;
  for (let node = 0; node < successors.size; node++) {
    if (node < taskCount || successors.degree(node) > 0 || inDegrees[node] !== 0) numbers[node] = size++;
  }
  const sources: number[] = [];
  const targets: number[] = [];
  for (let node = 0; node < successors.size; node++) {
    for (const target of successors.targets(node)) {
      sources.push(numbers[node] as number);
      targets.push(numbers[target] as number);
    }
  }
  return Adjacency.from(size, sources, targets);
}
