import { Adjacency } from '../graph/adjacency.js';
import { depthFirstOrder } from '../graph/depth-first-order.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import { contractJunctions } from './contract-junctions.js';
import { groupCycle } from './group-cycle.js';
import { applyOrderRules } from './order-rules.js';
import type { TaskPlan } from './plan-tasks.js';

/**
 * The tasks in the order of the six rules, an edge from each to those that wait for it. Nodes from `tasks.length` on
 * are junctions: where a hook is absent they hand order on from several to several others, and nothing runs.
 * @throws KarborError `KARBOR_GROUP_CYCLE` when a group would wait for itself
 */
export function joinTasks(graph: ResourceGraph, plan: TaskPlan): Adjacency {
  const sources: number[] = [];
  const targets: number[] = [];
  applyOrderRules(graph, (before, after) => {
    sources.push(plan.nodes[before] as number);
    targets.push(plan.nodes[after] as number);
  });
  const successors = Adjacency.from(plan.nodeCount, sources, targets);
  const taskCount = plan.tasks.length;
  if (plan.nodeCount === taskCount && !plan.merged) return successors;
  const outcome = depthFirstOrder(successors);
  if ('cycle' in outcome) throw groupCycle(graph, plan, outcome.cycle);
  return contractJunctions(successors, outcome.order, taskCount);
}
