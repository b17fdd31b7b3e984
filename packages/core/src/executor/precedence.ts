import type { FlowPlan } from '../flow/task-flow.js';
import type { HookTask } from './hook-runner.js';
import type { TaskStates } from './task-states.js';

/**
 * Joins every task to its predecessors: counts those that are not over, and tells when a task waits for none. A task
 * that is skipped hands order on like a junction: when all that it waited for is over.
 */
export class Precedence {
  readonly #plan: FlowPlan;
  readonly #states: TaskStates;
  /** By node: how many that it waits for are not over; below 0 when it is over itself. */
  readonly #pending: Int32Array;
  readonly #ready: (task: HookTask) => void;
  /**
   * Junctions and skipped tasks that have been reached and not been passed: a stack, so that a long row of them needs no
   * recursion.
   */
  readonly #junctions: number[] = [];

  constructor(plan: FlowPlan, states: TaskStates, ready: (task: HookTask) => void) {
    this.#plan = plan;
    this.#states = states;
    this.#pending = plan.predecessorCounts.slice();
    this.#ready = ready;
  }

  /** Tells the tasks that wait for none from the start. */
  begin(): void {
    const first: number[] = [];
    for (let node = 0; node < this.#pending.length; node++) if (this.#pending[node] === 0) first.push(node);
    for (const node of first) this.#reach(node);
    this.#passJunctions();
  }

  /** Tells the tasks that waited for this one last. */
  over(task: HookTask): void {
    this.#pass(task.index);
    this.#passJunctions();
  }

  /** It will not run: hands order on now if it was ready, else when it would have been. */
  skipped(task: HookTask): void {
    if (this.#pending[task.index] === 0) this.over(task);
  }

  #passJunctions(): void {
    for (let node = this.#junctions.pop(); node !== undefined; node = this.#junctions.pop()) this.#pass(node);
  }

  #pass(node: number): void {
    this.#pending[node] = -1;
    const { successors } = this.#plan;
    for (let edge = successors.begin(node), end = successors.end(node); edge < end; edge++) {
      const next = successors.target(edge);
      const left = (this.#pending[next] as number) - 1;
      this.#pending[next] = left;
      if (left === 0) this.#reach(next);
    }
  }

  #reach(node: number): void {
    const task = this.#plan.tasks[node];
    if (task && !this.#states.isSkipped(task)) this.#ready(task);
    else this.#junctions.push(node);
  }
}
