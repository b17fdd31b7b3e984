import type { Progress } from '@karbor/plugin-sdk';
import { isRetryable } from '@karbor/plugin-sdk';
import type { FlowPlan } from '../flow/task-flow.js';
import { ActiveHook } from './active-hook.js';
import type { HookOwner } from './active-hook.js';
import { ActiveHooks } from './active-hooks.js';
import { asError } from './as-error.js';
import type { FlowPolicy } from './executor-policy.js';
import { HookObservable } from './hook-observable.js';
import type { HookTask, RunningOperation } from './hook-runner.js';
import { HookScheduler } from './hook-scheduler.js';
import type { OperationEvents } from './operation-events.js';
import { hookAbandoned, hookFailure, isConsequenceOf, undoFailure } from './operation-failure.js';
import { PendingRetries } from './pending-retries.js';
import { Precedence } from './precedence.js';
import type { SharedSlots } from './shared-slots.js';
import { Turn } from './turn.js';

/** What a run of a flow's hooks needs. */
export interface FlowRunParts {
  readonly plan: FlowPlan;
  readonly running: RunningOperation;
  readonly policy: FlowPolicy;
  readonly slots: SharedSlots;
  readonly events: OperationEvents;
  /** A hook has failed for good; whoever is told decides whether the run halts. */
  readonly failed: (error: Error) => void;
}

/** Runs the hooks of a flow in their order, as many at once as the policy allows. */
export class FlowRun implements HookOwner {
  readonly #parts: FlowRunParts;
  readonly #scheduler: HookScheduler;
  readonly #precedence: Precedence;
  readonly #retries: PendingRetries;
  readonly #active = new ActiveHooks();
  /** By task: it has ended, failed or was abandoned. */
  readonly #over: Uint8Array;
  readonly #turn = new Turn(() => this.#drain());
  #left: number;
  #draining = false;
  #halted = false;
  #grace: NodeJS.Timeout | undefined;
  #settled: () => void = () => undefined;

  constructor(parts: FlowRunParts) {
    const { plan, policy, slots } = parts;
    this.#parts = parts;
    this.#over = new Uint8Array(plan.tasks.length);
    this.#left = plan.tasks.length;
    this.#scheduler = new HookScheduler(plan, policy, slots, () => this.#drain());
    this.#precedence = new Precedence(plan, (task) => this.#scheduler.push(task));
    this.#retries = new PendingRetries(policy.retry, (task) => {
      this.#scheduler.push(task);
      this.#drain();
    });
  }

  /** Settles when all hooks have ended; or, once halted, when those that ran have settled or were abandoned. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled = resolve;
      this.#precedence.begin();
      this.#goOn();
    });
  }

  /** Starts no hook any more, and gives those that run their signal and the grace period. */
  halt(reason: Error): void {
    this.#halted = true;
    this.#retries.clear();
    for (const hook of this.#active.all()) hook.stop(reason);
    if (this.#active.size > 0) this.#grace = setTimeout(() => this.#abandonAll(), this.#parts.policy.abortGraceMs);
    this.#goOn();
  }

  /** The tasks that have not come to an end. */
  *remaining(): Iterable<HookTask> {
    for (const task of this.#parts.plan.tasks) if (this.#over[task.index] === 0) yield task;
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
    if (!this.#halted && isRetryable(error) && this.#retries.allows(number)) this.#retry(hook, error);
    else this.#fail(hook, error, isConsequence);
  }

  timedOut(hook: ActiveHook, timeout: Error): void {
    hook.after(this.#parts.policy.abortGraceMs, () => this.#abandon(hook));
    if (!this.#retries.allows(hook.attempt.number)) this.#count(hook, timeout);
  }

  /** `now`: the time when the first of them starts, where it is known. */
  #drain(now?: number): void {
    // A hook that ends at once comes back here: the loop below goes on with what it made ready.
    if (this.#draining) return;
    this.#draining = true;
    while (!this.#halted && this.#turn.isOpen) {
      const task = this.#scheduler.take();
      if (!task) break;
      this.#turn.count();
      this.#start(task, now);
      now = undefined;
    }
    this.#draining = false;
  }

  #start(task: HookTask, now: number | undefined): void {
    const { running, policy, events } = this.#parts;
    const hook = new ActiveHook(task, this.#retries.attemptsOf(task) + 1, this);
    this.#active.add(hook);
    events.tellHook('started', task, hook.attempt.number, now);
    hook.start(new HookObservable(running, task, hook.attempt), policy.hookTimeoutMs);
  }

  #record({ task, attempt }: ActiveHook): Promise<void> | void | Error {
    try {
      return this.#parts.running.ended(task, attempt);
    } catch (error) {
      return asError(error);
    }
  }

  #finish(hook: ActiveHook): void {
    if (!this.#active.delete(hook)) return;
    const { task, attempt } = hook;
    this.#over[task.index] = 1;
    this.#left -= 1;
    const now = this.#parts.events.tellHook('ended', task, attempt.number);
    this.#scheduler.release(task);
    this.#precedence.ended(task);
    this.#goOn(now);
  }

  #fail(hook: ActiveHook, error: Error, isConsequence: boolean): void {
    if (!this.#active.delete(hook)) return;
    const { task, attempt } = hook;
    this.#over[task.index] = 1;
    this.#parts.events.tell({
      type: 'hook',
      status: 'failed',
      hook: task.hook,
      resources: task.resources,
      attempt: attempt.number,
      error,
    });
    if (!isConsequence) this.#count(hook, error);
    this.#scheduler.release(task);
    this.#goOn();
  }

  #abandonAll(): void {
    for (const hook of this.#active.all()) this.#abandon(hook);
  }

  #abandon(hook: ActiveHook): void {
    if (!this.#active.delete(hook)) return;
    const { task, attempt } = hook;
    const { running, events, policy } = this.#parts;
    this.#over[task.index] = 1;
    hook.abandon();
    try {
      running.abandon(task, attempt);
    } catch (error) {
      this.#parts.failed(hookFailure(task, attempt.number, asError(error)));
    }
    events.tellHook('abandoned', task, attempt.number);
    this.#count(hook, hook.timeout ?? hookAbandoned(policy.abortGraceMs));
    this.#scheduler.release(task);
    this.#goOn();
  }

  /** Undoes the attempt in its slot; the time until the next one is waited without. */
  #retry(hook: ActiveHook, error: Error): void {
    const { task, attempt } = hook;
    const { running, events } = this.#parts;
    const delayMs = this.#retries.delayAfter(attempt.number);
    events.tell({ type: 'retry', hook: task.hook, resources: task.resources, attempt: attempt.number, error, delayMs });
    const undo = async (): Promise<void> => running.undo(task, attempt);
    undo().then(
      () => {
        if (!this.#active.delete(hook)) return;
        if (!this.#halted) this.#retries.schedule(task, attempt.number);
        this.#scheduler.release(task);
        this.#goOn();
      },
      (undoError: unknown) => this.#fail(hook, undoFailure(error, asError(undoError)), false),
    );
  }

  /** Counts a failure among the causes, once. */
  #count(hook: ActiveHook, error: Error): void {
    if (hook.counted) return;
    hook.counted = true;
    this.#parts.failed(hookFailure(hook.task, hook.attempt.number, error));
  }

  #goOn(now?: number): void {
    this.#drain(now);
    if (this.#active.size > 0 || !(this.#halted || this.#left === 0)) return;
    clearTimeout(this.#grace);
    this.#settled();
  }
}
