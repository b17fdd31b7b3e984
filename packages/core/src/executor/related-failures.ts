import { hookNames } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { FlowPlan } from '../flow/task-flow.js';
import { tasksBeyond } from '../flow/tasks-beyond.js';
import type { Adjacency } from '../graph/adjacency.js';
import type { FailureSpread } from './failure-spread.js';
import type { HookTask, RelatedFailure } from './hook-runner.js';

/** Tells tasks that run all the same what has failed of that which they waited for. */
export class RelatedFailures {
  readonly #plan: FlowPlan;
  readonly #spread: FailureSpread;
  #predecessors: Adjacency | undefined;

  constructor(plan: FlowPlan, spread: FailureSpread) {
    this.#plan = plan;
    this.#spread = spread;
  }

  /**
   * Among the first so many failures those of the resources that a task, or an earlier one of its resources, directly
   * waited for.
   */
  of(task: HookTask, among: number): readonly RelatedFailure[] {
    const { tasks, successors } = this.#plan;
    const predecessors = (this.#predecessors ??= successors.reversed());
    const found = new Map<Resource, RelatedFailure>();
    for (const { index } of this.#upTo(task)) {
      for (const before of tasksBeyond(predecessors, index, tasks.length)) {
        for (const resource of tasks[before]?.resources ?? []) {
          const failure = this.#spread.failureOf(resource, among);
          if (failure) found.set(resource, { resource, error: failure.error });
        }
      }
    }
    return Array.from(found.values());
  }

  /** A task with the earlier ones of its resources. */
  #upTo(task: HookTask): Set<HookTask> {
    const phase = hookNames.indexOf(task.hook);
    const own = task.resources.flatMap((resource) => this.#spread.tasks.get(resource) ?? []);
    return new Set(own.filter(({ hook }) => hookNames.indexOf(hook) <= phase));
  }
}
