import type { Resource } from '@karbor/plugin-sdk';
import type { FlowPlan } from '../flow/task-flow.js';
import type { HookTask, RelatedFailure, ResourceFailure } from './hook-runner.js';
import { relatedFailed } from './operation-failure.js';
import type { TaskStates } from './task-states.js';

/** A task that will not run, and the failure that it is skipped for. */
export interface SkippedTask {
  readonly task: HookTask;
  readonly cause: RelatedFailure;
}

/** What comes of a failure. */
export interface Spread {
  /** The resources that have failed now: themselves first, then those that are skipped for them. */
  readonly failures: readonly ResourceFailure[];
  readonly skipped: readonly SkippedTask[];
  /** Tasks of these resources that still run. */
  readonly stopped: ReadonlySet<HookTask>;
}

/** A spread while it grows, and what of it has not been followed. */
interface GrowingSpread {
  readonly failures: ResourceFailure[];
  readonly skipped: SkippedTask[];
  readonly stopped: Set<HookTask>;
  /** What the resources that are skipped are skipped for. */
  readonly cause: RelatedFailure;
  /** Nodes whose successors may have to be skipped. */
  readonly nodes: number[];
}

/**
 * How far a failure reaches in an operation that goes on without what has failed. Nothing more runs of a resource that
 * has failed; what waits for a task that failed or was skipped is skipped, unless it is tolerant, and its resources have
 * then failed too. Each failure costs what it reaches.
 */
export class FailureSpread {
  readonly #plan: FlowPlan;
  readonly #states: TaskStates;
  readonly #failures: ResourceFailure[] = [];
  /** Of each resource that has failed: its place among the failures. */
  readonly #places = new Map<Resource, number>();
  /** By node: that it did not end well has reached its successors. */
  readonly #isSpread: Uint8Array;
  #tasks: ReadonlyMap<Resource, readonly HookTask[]> | undefined;

  constructor(plan: FlowPlan, states: TaskStates) {
    this.#plan = plan;
    this.#states = states;
    this.#isSpread = new Uint8Array(plan.predecessorCounts.length);
  }

  /** The resources that have failed so far, in the order in which they did. */
  get failures(): readonly ResourceFailure[] {
    return this.#failures;
  }

  /** All resources that have tasks, with these; a group's task is with every member. */
  get tasks(): ReadonlyMap<Resource, readonly HookTask[]> {
    return (this.#tasks ??= tasksByResource(this.#plan.tasks));
  }

  /** The failure of a resource, if it is among the first so many. */
  failureOf(resource: Resource, among = Infinity): ResourceFailure | undefined {
    const place = this.#places.get(resource);
    return place === undefined || place >= among ? undefined : this.#failures[place];
  }

  /** A task that ran has failed for good, or is going to: its resources have failed. */
  taskFailed(task: HookTask, error: Error): Spread {
    const spread = this.#begin(task.resources, error);
    spread.nodes.push(task.index);
    return this.#follow(spread);
  }

  resourceFailed(resource: Resource, error: Error): Spread {
    return this.#follow(this.#begin([resource], error));
  }

  /** Of resources that have failed before, what they failed with counts. */
  #begin(resources: readonly Resource[], error: Error): GrowingSpread {
    const failures: ResourceFailure[] = [];
    for (const resource of resources) this.#fail({ resource, error, skipped: false }, failures);
    const [resource] = resources as readonly [Resource];
    const cause = { resource, error: this.failureOf(resource)?.error ?? error };
    return { failures, skipped: [], stopped: new Set(), cause, nodes: [] };
  }

  #follow(spread: GrowingSpread): Spread {
    for (let followed = 0; ; ) {
      const failure = spread.failures[followed];
      const node = failure ? undefined : spread.nodes.pop();
      if (failure) {
        followed += 1;
        this.#dropTasks(failure.resource, spread);
      } else if (node !== undefined) {
        this.#dropSuccessors(node, spread);
      } else {
        return spread;
      }
    }
  }

  /** What is left of a resource that has failed. A running task of a group takes its other members with it. */
  #dropTasks(resource: Resource, spread: GrowingSpread): void {
    for (const task of this.tasks.get(resource) ?? []) {
      if (this.#states.isWaiting(task)) {
        this.#skip(task, spread);
      } else if (this.#states.isRunning(task) && !spread.stopped.has(task)) {
        spread.stopped.add(task);
        this.#failRelated(task.resources, spread);
      }
    }
  }

  /** What waits for a task or junction, through junctions too. */
  #dropSuccessors(node: number, spread: GrowingSpread): void {
    if (this.#isSpread[node] === 1) return;
    this.#isSpread[node] = 1;
    const { successors, tasks, tolerant } = this.#plan;
    for (let edge = successors.begin(node), end = successors.end(node); edge < end; edge++) {
      const next = successors.target(edge);
      const task = tasks[next];
      if (!task) spread.nodes.push(next);
      else if (tolerant[next] === 0 && this.#states.isWaiting(task)) this.#skip(task, spread);
    }
  }

  #skip(task: HookTask, spread: GrowingSpread): void {
    this.#states.skip(task);
    spread.skipped.push({ task, cause: this.#ownFailure(task) ?? spread.cause });
    this.#failRelated(task.resources, spread);
    spread.nodes.push(task.index);
  }

  /** What a resource of this task failed with itself. */
  #ownFailure(task: HookTask): RelatedFailure | undefined {
    for (const resource of task.resources) {
      const failure = this.failureOf(resource);
      if (failure?.skipped === false) return { resource, error: failure.error };
    }
    return undefined;
  }

  #failRelated(resources: readonly Resource[], { cause, failures }: GrowingSpread): void {
    for (const resource of resources) {
      if (this.#places.has(resource)) continue;
      this.#fail({ resource, error: relatedFailed(resource, cause), skipped: true }, failures);
    }
  }

  #fail(failure: ResourceFailure, failures: ResourceFailure[]): void {
    if (this.#places.has(failure.resource)) return;
    this.#places.set(failure.resource, this.#failures.length);
    this.#failures.push(failure);
    failures.push(failure);
  }
}

function tasksByResource(tasks: readonly HookTask[]): ReadonlyMap<Resource, readonly HookTask[]> {
  const lists = new Map<Resource, HookTask[]>();
  for (const task of tasks) {
    for (const resource of task.resources) {
      const list = lists.get(resource);
      if (list) list.push(task);
      else lists.set(resource, [task]);
    }
  }
  return lists;
}
