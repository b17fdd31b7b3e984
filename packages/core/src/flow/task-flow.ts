import type { OperationName, Resource } from '@karbor/plugin-sdk';
import type { FlowPolicy } from '../executor/executor-policy.js';
import type { HookTask, RunningOperation } from '../executor/hook-runner.js';
import type { Adjacency } from '../graph/adjacency.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { FlowDefinition } from './flow-definition.js';
import { tasksBeyond } from './tasks-beyond.js';

/** What a run needs of a flow. Nodes from `tasks.length` on are junctions (see `joinTasks`). */
export interface FlowPlan {
  readonly tasks: readonly HookTask[];
  readonly successors: Adjacency;
  /** By node. */
  readonly predecessorCounts: Int32Array;
  /** By task. */
  readonly priorities: Uint8Array;
  /** By task: 1 when it runs also if something that it waits for has failed and the operation goes on. */
  readonly tolerant: Uint8Array;
  /** Resources without tasks all of whose hooks had ended before: they are good. */
  readonly done: readonly Resource[];
}

/** What the executor runs of a flow. */
export let planOf: (flow: TaskFlow) => FlowPlan;
/** What stands behind a flow. Consumers of a flow have no business with it. */
export let runningOf: (flow: TaskFlow) => RunningOperation;

/** The hooks of an operation, joined by the six order rules. It can be looked at and drawn, and run once. */
export class TaskFlow {
  readonly operation: OperationName;
  readonly operationId: string;
  readonly checkpointId: string;
  readonly graph: ResourceGraph;
  /** What the provider file says of how to run it; an Executor's own policy wins. */
  readonly policy: Partial<FlowPolicy>;
  /** What this operation needs: wins over an Executor's own policy. */
  readonly fixedPolicy: Partial<FlowPolicy>;
  readonly #plan: FlowPlan;
  readonly #running: RunningOperation;
  #predecessors: Adjacency | undefined;

  static {
    planOf = (flow) => flow.#plan;
    runningOf = (flow) => flow.#running;
  }

  /** @internal Use `buildTaskFlow`. */
  constructor(definition: FlowDefinition, plan: FlowPlan) {
    this.operation = definition.operation;
    this.operationId = definition.operationId;
    this.checkpointId = definition.checkpointId;
    this.graph = definition.graph;
    this.policy = definition.policy ?? {};
    this.fixedPolicy = definition.fixedPolicy ?? {};
    this.#running = definition.running;
    this.#plan = plan;
  }

  /** How many tasks run. Hooks that no plugin implements are none. */
  get size(): number {
    return this.#plan.tasks.length;
  }

  /** In the order of the graph, then of the phases. */
  tasks(): readonly HookTask[] {
    return this.#plan.tasks;
  }

  /** @throws RangeError when there is no such task */
  task(index: number): HookTask {
    const task = this.#plan.tasks[index];
    if (!task) throw new RangeError(`There is no task ${index}: this flow has ${this.size}.`);
    return task;
  }

  /** The tasks that must have ended before this one starts and stand directly before it, absent hooks left out. */
  predecessors(index: number): readonly number[] {
    this.#predecessors ??= this.#plan.successors.reversed();
    return tasksBeyond(this.#predecessors, this.task(index).index, this.size);
  }

  /** The tasks that wait for this one and stand directly behind it, absent hooks left out. */
  successors(index: number): readonly number[] {
    return tasksBeyond(this.#plan.successors, this.task(index).index, this.size);
  }
}
