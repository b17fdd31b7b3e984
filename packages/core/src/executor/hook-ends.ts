import type { Progress } from '@karbor/plugin-sdk';
import { isRetryable } from '@karbor/plugin-sdk';
import type { ActiveHook, HookOwner } from './active-hook.js';
import type { ActiveHooks } from './active-hooks.js';
import { asError } from './as-error.js';
import type { FlowPolicy } from './executor-policy.js';
import type { FailureContainment } from './failure-containment.js';
import type { HookTask, RunningOperation } from './hook-runner.js';
import type { OperationEvents } from './operation-events.js';
import { hookAbandoned, hookFailure, isConsequenceOf, undoFailure } from './operation-failure.js';
import type { PendingRetries } from './pending-retries.js';
import type { TaskStates } from './task-states.js';

export interface HookEndsParts {
  readonly running: RunningOperation;
  readonly policy: FlowPolicy;
  readonly events: OperationEvents;
  readonly states: TaskStates;
  readonly active: ActiveHooks;
  readonly retries: PendingRetries;
  /** Where the run goes on after a failure. */
  readonly containment?: FailureContainment;
  readonly isHalted: () => boolean;
  /** A cause of failure. */
  readonly failed: (error: Error) => void;
  /** A task has ended, failed or was abandoned; `time`: when, where it is known. */
  readonly over: (task: HookTask, time?: number) => void;
  /** A task that failed was undone, and perhaps runs again. */
  readonly undone: (task: HookTask) => void;
}

/** Follows hooks that have started to their end: good, failed, tried again or abandoned. */
export class HookEnds implements HookOwner {
  readonly #parts: HookEndsParts;

  constructor(parts: HookEndsParts) {
    this.#parts = parts;
  }

  progressed({ task, attempt }: ActiveHook, progress: Progress): void {
    this.#parts.events.tellProgress(progress, task, attempt.number);
  }

  succeeded(hook: ActiveHook): void {
    const recorded = hook.timeout ?? this.#record(hook);
    if (recorded instanceof Error) this.failed(hook, recorded);
    else if (!recorded) this.#finish(hook);
    else
      recorded.then(
        () => this.#finish(hook),
        (error: unknown) => this.failed(hook, asError(error)),
      );
  }

  failed(hook: ActiveHook, thrown: Error): void {
    if (!hook.isActive) return;
    const error = hook.timeout ?? thrown;
    const { number, reason } = hook.attempt;
    const isConsequence = !hook.timeout && reason !== undefined && isConsequenceOf(reason, error);
    if (isRetryable(error) && this.#parts.retries.allows(number) && this.#mayRunAgain(hook)) this.#retry(hook, error);
    else this.#fail(hook, error, isConsequence);
  }

  timedOut(hook: ActiveHook, timeout: Error): void {
    hook.after(this.#parts.policy.abortGraceMs, () => this.abandon(hook));
    if (!this.#parts.retries.allows(hook.attempt.number)) this.#count(hook, timeout);
  }

  abandonAll(): void {
    for (const hook of this.#parts.active.all()) this.abandon(hook);
  }

  abandon(hook: ActiveHook): void {
    const { running, events, policy, active, states } = this.#parts;
    if (!active.delete(hook)) return;
    const { task, attempt } = hook;
    states.end(task);
    hook.abandon();
    try {
      running.abandon(task, attempt);
    } catch (error) {
      this.#parts.failed(hookFailure(task, attempt.number, asError(error)));
    }
    events.tellHook('abandoned', task, attempt.number);
    this.#count(hook, hook.timeout ?? hookAbandoned(policy.abortGraceMs));
    this.#parts.over(task);
  }

  #record({ task, attempt }: ActiveHook): Promise<void> | void | Error {
    try {
      return this.#parts.running.ended(task, attempt);
    } catch (error) {
      return asError(error);
    }
  }

  #finish(hook: ActiveHook): void {
    const { active, states, events, over } = this.#parts;
    if (!active.delete(hook)) return;
    const { task, attempt } = hook;
    states.end(task);
    over(task, events.tellHook('ended', task, attempt.number));
  }

  #fail(hook: ActiveHook, error: Error, isConsequence: boolean): void {
    const { active, states, events, over } = this.#parts;
    if (!active.delete(hook)) return;
    const { task, attempt } = hook;
    states.end(task);
    const { resources } = task;
    events.tell({ type: 'hook', status: 'failed', hook: task.hook, resources, attempt: attempt.number, error });
    if (isConsequence) this.#contain(task, error);
    else this.#count(hook, error);
    over(task);
  }

  /** Undoes the attempt in its slot; the time until the next one is waited without. */
  #retry(hook: ActiveHook, error: Error): void {
    const { task, attempt } = hook;
    const { running, events, retries, active, states, undone, isHalted } = this.#parts;
    const delayMs = retries.delayAfter(attempt.number);
    events.tell({ type: 'retry', hook: task.hook, resources: task.resources, attempt: attempt.number, error, delayMs });
    const undo = async (): Promise<void> => running.undo(task, attempt);
    undo().then(
      () => {
        if (!isHalted() && !this.#mayRunAgain(hook)) {
          this.#fail(hook, error, false);
        } else if (active.delete(hook)) {
          states.wait(task);
          if (!isHalted()) retries.schedule(task, attempt.number);
          undone(task);
        }
      },
      (undoError: unknown) => this.#fail(hook, undoFailure(error, asError(undoError)), false),
    );
  }

  /** Neither the operation nor its resources are to stop. */
  #mayRunAgain({ task: { resources } }: ActiveHook): boolean {
    const { containment, isHalted } = this.#parts;
    return !isHalted() && !resources.some((resource) => containment?.hasFailed(resource));
  }

  /** Counts a failure among the causes, once. */
  #count(hook: ActiveHook, error: Error): void {
    if (hook.counted) return;
    hook.counted = true;
    const failure = hookFailure(hook.task, hook.attempt.number, error);
    this.#parts.failed(failure);
    this.#contain(hook.task, failure);
  }

  /** Keeps a failure to what it reaches, where the run goes on. */
  #contain(task: HookTask, failure: Error): void {
    const { containment, isHalted } = this.#parts;
    if (!isHalted()) containment?.taskFailed(task, failure);
  }
}
