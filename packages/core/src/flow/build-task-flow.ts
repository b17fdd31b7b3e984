import { Adjacency } from '../graph/adjacency.js';
import type { FlowDefinition } from './flow-definition.js';
import { refuseGroupCycle } from './group-cycle.js';
import { applyOrderRules } from './order-rules.js';
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
  const sources: number[] = [];
  const targets: number[] = [];
  applyOrderRules(graph, (before, after) => {
    sources.push(plan.nodes[before] as number);
    targets.push(plan.nodes[after] as number);
  });
  const successors = Adjacency.from(plan.nodeCount, sources, targets);
  if (plan.merged) refuseGroupCycle(successors, plan.tasks);
  return new TaskFlow(definition, { tasks: plan.tasks, successors, priorities: taskPriorities(graph, plan) });
}
