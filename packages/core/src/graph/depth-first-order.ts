import type { Adjacency } from './adjacency.js';

/** All nodes, parents before their children; or, where that cannot be, a cycle, in its order. */
export type DepthFirstOrder = { readonly order: Int32Array } | { readonly cycle: readonly number[] };

const unseen = 0;
const open = 1;
const done = 2;

/**
 * Depth first without recursion: a node stands before its children, and all that hangs from its first child before
 * what hangs from its second alone. (It is the reverse of the order in which nodes are left when the last go first.)
 */
export function depthFirstOrder(children: Adjacency): DepthFirstOrder {
  const { size } = children;
  const states = new Uint8Array(size);
  const edges = new Int32Array(size);
  const order = new Int32Array(size);
  const path: number[] = [];
  let free = size;

  const enter = (node: number): void => {
    states[node] = open;
    edges[node] = children.end(node);
    path.push(node);
  };
  for (const start of startingNodes(children)) {
    if (states[start] === unseen) enter(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = (edges[node] as number) - 1;
      if (edge < children.begin(node)) {
        states[node] = done;
        order[--free] = node;
        path.pop();
        continue;
      }
      edges[node] = edge;
      const child = children.target(edge);
      if (states[child] === open) return { cycle: path.slice(path.indexOf(child)) };
      if (states[child] === unseen) enter(child);
    }
  }
  return { order };
}

/** The roots, then all others: what no root leads to lies on a cycle or behind one. */
function* startingNodes(children: Adjacency): Iterable<number> {
  const parents = children.reversed();
  for (let node = children.size - 1; node >= 0; node--) if (parents.degree(node) === 0) yield node;
  for (let node = children.size - 1; node >= 0; node--) yield node;
}
