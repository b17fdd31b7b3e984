import { KarborError } from '@karbor/plugin-sdk';
import { depthFirstOrder } from '../graph/depth-first-order.js';
import type { Adjacency } from '../graph/adjacency.js';
import type { HookTask } from '../executor/hook-runner.js';
import { taskName } from './task-name.js';

/** Refuses groups whose tasks would wait for themselves. @throws KarborError `KARBOR_GROUP_CYCLE` naming the tasks */
export function refuseGroupCycle(successors: Adjacency, tasks: readonly HookTask[]): void {
  const outcome = depthFirstOrder(successors);
  if (!('cycle' in outcome)) return;
  const waiting = outcome.cycle.flatMap((node) => tasks[node] ?? []);
  const groups = new Set(waiting.flatMap((task) => (task.group === undefined ? [] : [task.group])));
  const names = waiting.map(taskName);
  throw new KarborError(
    'KARBOR_GROUP_CYCLE',
    `Group ${Array.from(groups, (group) => `"${group}"`).join(', ')} cannot run as one task, because it would wait for itself: ` +
      `${[...names, ...names.slice(0, 1)].join(' → ')}. Resources that depend on each other cannot share a group.`,
    { details: { groups: Array.from(groups), tasks: names } },
  );
}
