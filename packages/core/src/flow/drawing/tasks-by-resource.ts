import { hookNames } from '@karbor/plugin-sdk';
import type { HookTask } from '../../executor/hook-runner.js';
import type { TaskFlow } from '../task-flow.js';

/** The tasks of each resource of the graph, in the order of the phases; a group's task is with every member. */
export function tasksByResource(flow: TaskFlow): readonly (readonly HookTask[])[] {
  const lists: HookTask[][] = flow.graph.resources.map(() => []);
  for (const task of flow.tasks()) {
    for (const resource of task.resources) lists[flow.graph.indexOf(resource)]?.push(task);
  }
  for (const list of lists) list.sort((a, b) => hookNames.indexOf(a.hook) - hookNames.indexOf(b.hook));
  return lists;
}
