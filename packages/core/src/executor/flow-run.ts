import type { Resource } from '@karbor/plugin-sdk';
import type { FlowPlan } from '../flow/task-flow.js';
import { ActiveHook } from './active-hook.js';
import { ActiveHooks } from './active-hooks.js';
import type { FlowPolicy } from './executor-policy.js';
import { FailureContainment } from './failure-containment.js';
import { HookEnds } from './hook-ends.js';
import { HookObservable } from './hook-observable.js';
import type { HookTask, ResourceFailure, RunningOperation } from './hook-runner.js';
import { HookScheduler } from './hook-scheduler.js';
import type { OperationEvents } from './operation-events.js';
import { PendingRetries } from './pending-retries.js';
import { Precedence } from './precedence.js';
import type { SharedSlots } from './shared-slots.js';
import { TaskStates } from './task-states.js';
import { Turn } from './turn.js';

/** What a run of a flow's hooks needs. */
export interface FlowRunParts {
  readonly plan: FlowPlan;
  readonly running: RunningOperation;
  readonly policy: FlowPolicy;
  readonly slots: SharedSlots;
  readonly events: OperationEvents;
  /** A hook has failed for good, or a release has; whoever is told decides whether the run halts. */
  readonly failed: (error: Error) => void;
}

/** Runs the hooks of a flow in their order, as many at once as the policy allows. */
export class FlowRun {
  readonly #parts: FlowRunParts;
  readonly #states: TaskStates;
  readonly #scheduler: HookScheduler;
  readonly #precedence: Precedence;
  readonly #retries: PendingRetries;
  readonly #active = new ActiveHooks();
  readonly #ends: HookEnds;
  /** Where the run goes on after a failure. */
  readonly #containment: FailureContainment | undefined;
  /** Resources that have failed before it began. */
  readonly #early: [resource: Resource, error: Error][] = [];
  readonly #turn = new Turn(() => this.#drain());
  #phase: 'waiting' | 'running' | 'over' = 'waiting';
  #draining = false;
  #halted = false;
  #grace: NodeJS.Timeout | undefined;
  #settled: () => void = () => undefined;

  constructor(parts: FlowRunParts) {
    const { plan, policy, slots, running, events, failed } = parts;
    this.#parts = parts;
    this.#states = new TaskStates(plan.tasks.length);
    this.#scheduler = new HookScheduler(plan, policy, slots, () => this.#drain());
    this.#precedence = new Precedence(plan, this.#states, (task) => this.#scheduler.push(task));
    this.#retries = new PendingRetries(policy.retry, (task) => {
      this.#scheduler.push(task);
      this.#drain();
    });
    if (policy.onFailure === 'continue') this.#containment = this.#contain();
    this.#ends = new HookEnds({
      ...{ running, policy, events, failed, states: this.#states, active: this.#active, retries: this.#retries },
      ...(this.#containment && { containment: this.#containment }),
      isHalted: () => this.#halted,
      over: (task, time) => {
        this.#scheduler.release(task);
        this.#precedence.over(task);
        this.#goOn(time);
      },
      undone: (task) => {
        this.#scheduler.release(task);
        this.#goOn();
      },
    });
  }

  /** The resources that have failed and let the rest go on, in the order in which they did. */
  get failures(): readonly ResourceFailure[] {
    return this.#containment?.failures ?? [];
  }

  /** Whether there is anything but what has failed. */
  get leavesAny(): boolean {
    return this.failures.length === 0 || this.#containment?.leavesAny === true;
  }

  /** Settles when all hooks have ended; or, once halted, when those that ran have settled or were abandoned. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled = resolve;
      this.#phase = 'running';
      this.#precedence.begin();
      for (const [resource, error] of this.#early) this.#failResource(resource, error);
      this.#goOn();
    });
  }

  /** Starts no hook any more, and gives those that run their signal and the grace period. */
  halt(reason: Error): void {
    this.#halted = true;
    this.#retries.clear();
    for (const hook of this.#active.all()) hook.stop(reason);
    if (this.#active.size > 0) this.#grace = setTimeout(() => this.#ends.abandonAll(), this.#parts.policy.abortGraceMs);
    this.#goOn();
  }

  /** Goes on without this resource and what waits for it. */
  failResource(resource: Resource, error: Error): void {
    if (this.#phase === 'waiting') this.#early.push([resource, error]);
    if (this.#phase !== 'running' || this.#halted) return;
    this.#failResource(resource, error);
    this.#goOn();
  }

  /** The tasks that have not come to an end. */
  *remaining(): Iterable<HookTask> {
    for (const task of this.#parts.plan.tasks) if (!this.#states.isOver(task)) yield task;
  }

  #failResource(resource: Resource, error: Error): void {
    if (this.#containment?.hasFailed(resource) !== false) return;
    this.#parts.failed(error);
    this.#containment.resourceFailed(resource, error);
  }

  #contain(): FailureContainment {
    const { plan, running, events, failed, policy } = this.#parts;
    return new FailureContainment({
      ...{ plan, running, events, failed, states: this.#states, active: this.#active },
      skipped: (task) => {
        this.#retries.drop(task);
        this.#precedence.skipped(task);
      },
      stopped: (hook) => hook.after(policy.abortGraceMs, () => this.#ends.abandon(hook)),
      idle: () => this.#goOn(),
    });
  }

  /** `now`: the time when the first of them starts, where it is known. */
  #drain(now?: number): void {
    // A hook that ends at once comes back here: the loop below goes on with what it made ready.
    if (this.#draining) return;
    this.#draining = true;
    while (!this.#halted && this.#turn.isOpen) {
      const task = this.#scheduler.take();
      if (!task) break;
      if (this.#states.isSkipped(task)) {
        this.#scheduler.release(task);
        continue;
      }
      this.#turn.count();
      this.#start(task, now);
      now = undefined;
    }
    this.#draining = false;
  }

  #start(task: HookTask, now: number | undefined): void {
    const { running, policy, events } = this.#parts;
    const related = this.#containment?.relatedTo(task);
    const hook = new ActiveHook(task, this.#retries.attemptsOf(task) + 1, this.#ends, related);
    this.#states.start(task);
    this.#active.add(hook);
    events.tellHook('started', task, hook.attempt.number, now);
    hook.start(new HookObservable(running, task, hook.attempt), policy.hookTimeoutMs);
  }

  #goOn(now?: number): void {
    this.#drain(now);
    if (this.#active.size > 0 || this.#containment?.isBusy === true) return;
    if (!this.#halted && this.#states.left > 0) return;
    clearTimeout(this.#grace);
    this.#phase = 'over';
    this.#settled();
  }
}
