import type { FlowDefinition } from './flow-definition.js';
import { joinTasks } from './join-tasks.js';
import { planTasks } from './plan-tasks.js';
import { TaskFlow } from './task-flow.js';
import { taskPriorities } from './task-priority.js';

/**
 * Joins the hooks of an operation by the six order rules. Costs resources + edges of the graph.
 * @throws KarborError `KARBOR_GROUP_CYCLE` when a group would wait for itself
 */
export function buildTaskFlow(definition: FlowDefinition): TaskFlow {
  const { graph } = definition;
  const plan = planTasks(definition);
  const successors = joinTasks(graph, plan);
  const predecessorCounts = successors.inDegrees();
  const priorities = taskPriorities(graph, plan);
  return new TaskFlow(definition, {
    tasks: plan.tasks,
    successors,
    predecessorCounts,
    priorities,
    tolerant: plan.tolerant,
    done: plan.done,
  });
}
