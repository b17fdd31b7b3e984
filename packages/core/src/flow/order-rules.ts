import { hookNames } from '@karbor/plugin-sdk';
import type { HookName } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';

const phase = (hook: HookName): number => hookNames.indexOf(hook);

/** The second starts after the first has ended. */
type Rule = readonly [first: number, second: number];

/** Rules 2, 4 and 5: a resource goes through its own phases in order. */
const ofOneResource: readonly Rule[] = [
  [phase('onPrepareBegin'), phase('onPrepareFinish')],
  [phase('onPrepareFinish'), phase('onMain')],
  [phase('onMain'), phase('onComplete')],
];
/** Rule 1: a parent prepares before its children. */
const parentFirst: readonly Rule[] = [[phase('onPrepareBegin'), phase('onPrepareBegin')]];
/** Rules 3 and 6: it has prepared, and is complete, after they are. */
const childFirst: readonly Rule[] = [
  [phase('onPrepareFinish'), phase('onPrepareFinish')],
  [phase('onComplete'), phase('onComplete')],
];

/** A hook of a resource as one integer: its place in the grid of resources by phases. */
export const cellOf = (resource: number, phase: number): number => resource * hookNames.length + phase;

/** Calls `add` for every pair of hooks that one of the six rules orders. Nothing else orders hooks. */
export function applyOrderRules(graph: ResourceGraph, add: (before: number, after: number) => void): void {
  const { childIndexes: children } = graph;
  for (let parent = 0; parent < children.size; parent++) {
    for (const [first, second] of ofOneResource) add(cellOf(parent, first), cellOf(parent, second));
    for (let edge = children.begin(parent); edge < children.end(parent); edge++) {
      const child = children.target(edge);
      for (const [first, second] of parentFirst) add(cellOf(parent, first), cellOf(child, second));
      for (const [first, second] of childFirst) add(cellOf(child, first), cellOf(parent, second));
    }
  }
}
