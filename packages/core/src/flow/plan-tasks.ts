import { hookNames } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { HookTask } from '../executor/hook-runner.js';
import type { FlowDefinition } from './flow-definition.js';
import { hasPhase } from './hook-set.js';
import { cellOf } from './order-rules.js';

/** A task while its members gather. */
type GatheringTask = HookTask & { readonly resources: Resource[] };

/** The tasks of a flow, and which node of it every hook of every resource has become. */
export interface TaskPlan {
  /** What runs. Task `i` is node `i`. */
  readonly tasks: readonly HookTask[];
  /** By cell: a task, or, from `tasks.length` on, a junction: a hook that is absent and only hands order on. */
  readonly nodes: Int32Array;
  readonly nodeCount: number;
  /** Whether any task stands for more than one resource. */
  readonly merged: boolean;
  /** By task: 1 when all its resources say `whenRelatedFailed: 'run'`. */
  readonly tolerant: Uint8Array;
  /** Resources all of whose hooks had ended before. */
  readonly done: readonly Resource[];
}

/** Lists the tasks in the order of the graph, then of the phases; a group's task stands where its first member does. */
export function planTasks({ graph, hooksOf }: Pick<FlowDefinition, 'graph' | 'hooksOf'>): TaskPlan {
  const nodes = new Int32Array(graph.resources.length * hookNames.length).fill(-1);
  const tasks: HookTask[] = [];
  const ofGroup = new Map<string, GatheringTask>();
  const tolerant = new Uint8Array(nodes.length);
  const done: Resource[] = [];
  let merged = false;

  for (const [resourceIndex, resource] of graph.resources.entries()) {
    const { hooks, group, whenRelatedFailed, isDone = false } = hooksOf(resource, resourceIndex);
    if (isDone) done.push(resource);
    const isTolerant = whenRelatedFailed === 'run' ? 1 : 0;
    const resources = [resource];
    for (const [phase, hook] of hookNames.entries()) {
      const cell = cellOf(resourceIndex, phase);
      if (group && hasPhase(group.hooks, phase)) {
        const identity = JSON.stringify([group.plugin, group.key, hook]);
        const known = ofGroup.get(identity);
        const task = known ?? { index: tasks.length, hook, resources: [], group: group.key };
        task.resources.push(resource);
        nodes[cell] = task.index;
        if (known) {
          merged = true;
          if (isTolerant === 0) tolerant[task.index] = 0;
        } else {
          tasks.push(task);
          tolerant[task.index] = isTolerant;
        }
        ofGroup.set(identity, task);
      } else if (hasPhase(hooks, phase)) {
        tolerant[tasks.length] = isTolerant;
        nodes[cell] = tasks.push({ index: tasks.length, hook, resources }) - 1;
      }
    }
  }
  let nodeCount = tasks.length;
  for (const [cell, node] of nodes.entries()) if (node === -1) nodes[cell] = nodeCount++;
  return { tasks, nodes, nodeCount, merged, tolerant, done };
}
