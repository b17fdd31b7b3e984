import { hookNames } from '@karbor/plugin-sdk';
import type { HookName } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import { cellOf } from './order-rules.js';
import type { TaskPlan } from './plan-tasks.js';

/** Priorities go from 0 (first) to 31, so that a set of them fits one integer. */
export const priorityCount = 32;

/** The priorities of each phase, from the first to the last. */
const prioritiesByPhase: Readonly<Record<HookName, readonly [first: number, last: number]>> = {
  onPrepareFinish: [0, 0],
  onPrepareBegin: [1, 29],
  onComplete: [30, 30],
  onMain: [31, 31],
};

/** The place of a priority in a set of priorities: the first is the highest bit, so that `Math.clz32` finds it. */
export function priorityBit(priority: number): number {
  return 1 << (priorityCount - 1 - priority);
}

/** The set of all priorities of a phase. */
export function phaseBits(hook: HookName): number {
  const [first, last] = prioritiesByPhase[hook];
  let bits = 0;
  for (let priority = first; priority <= last; priority++) bits |= priorityBit(priority);
  return bits;
}

/**
 * Which of the ready tasks goes first: one that ends a prepare window (`onPrepareFinish`), then one that begins inside
 * an open window (`onPrepareBegin`, the deeper first, roots last), then one that ends a resource's turn
 * (`onComplete`), then the long work (`onMain`). So what a parent froze waits for its own dependents only.
 */
export function taskPriorities(graph: ResourceGraph, { tasks, nodes }: TaskPlan): Uint8Array {
  const priorities = new Uint8Array(tasks.length);
  const depths = resourceDepths(graph);
  for (let resource = 0; resource < depths.length; resource++) {
    for (let phase = 0; phase < hookNames.length; phase++) {
      const task = nodes[cellOf(resource, phase)] as number;
      if (task >= tasks.length) continue;
      priorities[task] = priorityOf(hookNames[phase] as HookName, depths[resource] as number);
    }
  }
  return priorities;
}

/** Within a phase that has room for it the deeper goes first; from some depth on all are alike. */
function priorityOf(hook: HookName, depth: number): number {
  const [first, last] = prioritiesByPhase[hook];
  return Math.max(first, last - depth);
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
