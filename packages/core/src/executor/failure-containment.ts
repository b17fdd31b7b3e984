import type { Resource } from '@karbor/plugin-sdk';
import type { FlowPlan } from '../flow/task-flow.js';
import type { ActiveHook } from './active-hook.js';
import type { ActiveHooks } from './active-hooks.js';
import { asError } from './as-error.js';
import { FailureSpread } from './failure-spread.js';
import type { Spread } from './failure-spread.js';
import type { HookTask, RelatedFailure, ResourceFailure, RunningOperation } from './hook-runner.js';
import type { OperationEvents } from './operation-events.js';
import { stoppedByFailure } from './operation-failure.js';
import { RelatedFailures } from './related-failures.js';
import { tellSkippedFor } from './skipped-tasks.js';
import type { TaskStates } from './task-states.js';

export interface FailureContainmentParts {
  readonly plan: FlowPlan;
  readonly states: TaskStates;
  readonly active: ActiveHooks;
  readonly running: RunningOperation;
  readonly events: OperationEvents;
  /** A task will not run. */
  readonly skipped: (task: HookTask) => void;
  /** A hook was told to stop, and has its grace from now on. */
  readonly stopped: (hook: ActiveHook) => void;
  /** Something could not be released. */
  readonly failed: (error: Error) => void;
  /** What was under way has ended. */
  readonly idle: () => void;
}

/** Keeps failures to the resources that they reach: stops and skips their hooks, and has them released. */
export class FailureContainment {
  readonly #parts: FailureContainmentParts;
  readonly #spread: FailureSpread;
  readonly #related: RelatedFailures;
  #underWay = 0;

  constructor(parts: FailureContainmentParts) {
    this.#parts = parts;
    this.#spread = new FailureSpread(parts.plan, parts.states);
    this.#related = new RelatedFailures(parts.plan, this.#spread);
  }

  /** Something is still being released. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** The resources that have failed so far, in the order in which they did. */
  get failures(): readonly ResourceFailure[] {
    return this.#spread.failures;
  }

  /** Whether a resource that has tasks, or had them in an operation before, has not failed. */
  get leavesAny(): boolean {
    if (this.#parts.plan.done.some((resource) => !this.hasFailed(resource))) return true;
    for (const resource of this.#spread.tasks.keys()) if (!this.hasFailed(resource)) return true;
    return false;
  }

  hasFailed(resource: Resource): boolean {
    return this.#spread.failureOf(resource) !== undefined;
  }

  /** What a task that starts now may want to know of failures; `undefined` when there are none. */
  relatedTo(task: HookTask): (() => readonly RelatedFailure[]) | undefined {
    const among = this.#spread.failures.length;
    return among === 0 ? undefined : () => this.#related.of(task, among);
  }

  /** A task that ran has failed for good, or is going to. */
  taskFailed(task: HookTask, error: Error): void {
    this.#contain(this.#spread.taskFailed(task, error));
  }

  resourceFailed(resource: Resource, error: Error): void {
    this.#contain(this.#spread.resourceFailed(resource, error));
  }

  #contain(spread: Spread): void {
    if (spread.failures.length === 0) return;
    this.#underWay += 1;
    for (const { task } of spread.skipped) this.#parts.skipped(task);
    const hooks = this.#stop(spread.stopped);
    void this.#release(spread, hooks).then(() => {
      this.#underWay -= 1;
      this.#parts.idle();
    });
  }

  #stop(tasks: ReadonlySet<HookTask>): readonly ActiveHook[] {
    if (tasks.size === 0) return [];
    const hooks = this.#parts.active.all().filter(({ task }) => tasks.has(task));
    for (const hook of hooks) {
      const [resource] = hook.task.resources;
      const failure = resource && this.#spread.failureOf(resource);
      if (failure) hook.stop(failure.skipped ? stoppedByFailure(failure.error) : failure.error);
      this.#parts.stopped(hook);
    }
    return hooks;
  }

  /** What is urgent goes at once; the rest when no hook of these resources runs any more. Never rejects. */
  async #release({ failures, skipped }: Spread, hooks: readonly ActiveHook[]): Promise<void> {
    const released = this.#releaseResources(failures, hooks);
    await tellSkippedFor(skipped, this.#parts.events);
    await released;
  }

  async #releaseResources(failures: readonly ResourceFailure[], hooks: readonly ActiveHook[]): Promise<void> {
    const { running } = this.#parts;
    if (hooks.length > 0) {
      const urgent = this.#collect(() => running.releaseUrgent(failures.map(({ resource }) => resource)));
      await Promise.all(hooks.map((hook) => hook.over()));
      await urgent;
    }
    await this.#collect(() => running.failed(failures));
  }

  async #collect(release: () => Promise<readonly Error[]>): Promise<void> {
    try {
      for (const error of await release()) this.#parts.failed(error);
    } catch (error) {
      this.#parts.failed(asError(error));
    }
  }
}
