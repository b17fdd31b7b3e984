import type { HookName } from '@karbor/plugin-sdk';
import { phaseBits, priorityCount } from '../flow/task-priority.js';
import type { FlowPlan } from '../flow/task-flow.js';
import type { FlowPolicy } from './executor-policy.js';
import type { HookTask } from './hook-runner.js';
import { ReadyQueue } from './ready-queue.js';
import type { SharedSlots } from './shared-slots.js';

/** How many run now, and how many may. */
interface Count {
  running: number;
  readonly limit: number;
}
type Phase = Count & { readonly bits: number };
type Lane = Count & { readonly ready: ReadyQueue };

/** Decides which ready task starts next, by priority and within the limits of a policy. */
export class HookScheduler {
  readonly #tasks: readonly HookTask[];
  readonly #slots: SharedSlots;
  readonly #wake: () => void;
  readonly #all: Count;
  readonly #phases: Readonly<Record<HookName, Phase>>;
  /** One for all types without a limit, and one for each type that has one. */
  readonly #lanes: readonly Lane[];
  readonly #general: Lane;
  readonly #laneOfType: ReadonlyMap<string, Lane>;
  /** The priorities of all phases that are not at their limit. */
  #allowed = ~0;

  /** `wake` is called when a slot that was missed may have become free. */
  constructor({ tasks, priorities }: FlowPlan, policy: FlowPolicy, slots: SharedSlots, wake: () => void) {
    this.#tasks = tasks;
    this.#slots = slots;
    this.#wake = wake;
    this.#all = { running: 0, limit: policy.hooks };
    const phase = (hook: HookName): Phase => ({
      running: 0,
      limit: policy.hooksByPhase[hook] ?? Infinity,
      bits: phaseBits(hook),
    });
    this.#phases = {
      onPrepareBegin: phase('onPrepareBegin'),
      onPrepareFinish: phase('onPrepareFinish'),
      onMain: phase('onMain'),
      onComplete: phase('onComplete'),
    };
    const links = new Int32Array(tasks.length);
    const lane = (limit: number): Lane => ({ running: 0, limit, ready: new ReadyQueue(priorities, links) });
    this.#general = lane(Infinity);
    this.#laneOfType = new Map(Object.entries(policy.hooksByType).map(([type, limit]) => [type, lane(limit)]));
    this.#lanes = [this.#general, ...this.#laneOfType.values()];
  }

  /** A task is ready. */
  push(task: HookTask): void {
    this.#laneOf(task).ready.push(task.index);
  }

  /** Takes the task that starts now, with its slot; `undefined` when none is ready or none may start. */
  take(): HookTask | undefined {
    if (this.#all.running >= this.#all.limit) return undefined;
    const lane = this.#bestLane();
    if (!lane || !this.#slots.take(this.#wake)) return undefined;
    const task = this.#tasks[lane.ready.take(this.#allowed) as number] as HookTask;
    const phase = this.#phases[task.hook];
    this.#all.running += 1;
    lane.running += 1;
    phase.running += 1;
    if (phase.running === phase.limit) this.#allowed &= ~phase.bits;
    return task;
  }

  /** Gives the slot of a task back. */
  release(task: HookTask): void {
    const phase = this.#phases[task.hook];
    if (phase.running === phase.limit) this.#allowed |= phase.bits;
    phase.running -= 1;
    this.#laneOf(task).running -= 1;
    this.#all.running -= 1;
    this.#slots.give();
  }

  /** Tasks of a group count for the type of its first member. */
  #laneOf(task: HookTask): Lane {
    if (this.#lanes.length === 1) return this.#general;
    return this.#laneOfType.get(task.resources[0]?.type ?? '') ?? this.#general;
  }

  #bestLane(): Lane | undefined {
    let best: Lane | undefined;
    let bestPriority = priorityCount;
    for (const lane of this.#lanes) {
      if (lane.running >= lane.limit) continue;
      const priority = lane.ready.best(this.#allowed);
      if (priority >= bestPriority) continue;
      best = lane;
      bestPriority = priority;
    }
    return best;
  }
}
