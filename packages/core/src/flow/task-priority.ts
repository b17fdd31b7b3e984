import { hookNames } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import { cellOf } from './order-rules.js';
import type { TaskPlan } from './plan-tasks.js';

/** Priorities go from 0 (first) to 31, so that a set of them fits one integer. */
export const priorityCount = 32;

const finishFirst = 0;
const complete = 30;
const main = 31;
/** Begins of resources this deep or deeper are alike; roots come last of all begins. */
const deepest = complete - finishFirst - 2;

/**
 * Which of the ready tasks goes first: one that ends a prepare window (`onPrepareFinish`), then one of an open window
 * (`onPrepareBegin`, the deeper first, roots last), then one that ends a resource's turn (`onComplete`), then the long
 * work (`onMain`). So what a parent froze waits for its own dependents only.
 */
export function taskPriorities(graph: ResourceGraph, { tasks, nodes }: TaskPlan): Uint8Array {
  const priorities = new Uint8Array(tasks.length);
  const depths = resourceDepths(graph);
  for (let resource = 0; resource < depths.length; resource++) {
    for (let phase = 0; phase < hookNames.length; phase++) {
      const task = nodes[cellOf(resource, phase)] as number;
      if (task >= tasks.length) continue;
      priorities[task] = priorityOf(phase, depths[resource] as number);
    }
  }
  return priorities;
}

function priorityOf(phase: number, depth: number): number {
  switch (hookNames[phase]) {
    case 'onPrepareBegin':
      return finishFirst + 1 + deepest - Math.min(depth, deepest);
    case 'onPrepareFinish':
      return finishFirst;
    case 'onComplete':
      return complete;
    default:
      return main;
  }
}

/** How many resources stand above each, along the longest way. */
function resourceDepths(graph: ResourceGraph): Int32Array {
  const { childIndexes: children } = graph;
  const depths = new Int32Array(children.size);
  for (let parent = 0; parent < children.size; parent++) {
    const below = (depths[parent] as number) + 1;
    for (let edge = children.begin(parent); edge < children.end(parent); edge++) {
      const child = children.target(edge);
      depths[child] = Math.max(depths[child] as number, below);
    }
  }
  return depths;
}
