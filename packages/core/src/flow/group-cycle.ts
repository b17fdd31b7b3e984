import { hookNames, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { HookName, Resource } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { TaskPlan } from './plan-tasks.js';
import { taskName } from './task-name.js';

/** The refusal of groups that make a cycle, naming what stands on it, hooks that are absent too. */
export function groupCycle(graph: ResourceGraph, plan: TaskPlan, cycle: readonly number[]): KarborError {
  const groups = new Set(cycle.flatMap((node) => plan.tasks[node]?.group ?? []));
  const names = cycle.map((node) => nameOf(graph, plan, node));
  const quoted = Array.from(groups, (group) => `"${group}"`).join(', ');
  return new KarborError(
    'KARBOR_GROUP_CYCLE',
    `Group ${quoted} cannot run as one task, because it would wait for itself: ` +
      `${[...names, ...names.slice(0, 1)].join(' → ')}. Resources that depend on each other cannot share a group.`,
    { details: { groups: Array.from(groups), hooks: names } },
  );
}

function nameOf(graph: ResourceGraph, { tasks, nodes }: TaskPlan, node: number): string {
  const task = tasks[node];
  if (task) return taskName(task);
  const cell = nodes.indexOf(node);
  const hook = hookNames[cell % hookNames.length] as HookName;
  return `${hook} of ${resourceKey(graph.resources[Math.floor(cell / hookNames.length)] as Resource)}`;
}
