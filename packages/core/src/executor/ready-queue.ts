import { priorityBit, priorityCount } from '../flow/task-priority.js';

const none = -1;

/**
 * Ready tasks in the order of their priorities, those of one priority in the order in which they came. A linked list
 * for each priority, all in flat arrays, and a set of the lists that are not empty in one integer: `push` and `take`
 * cost the same however many tasks wait.
 */
export class ReadyQueue {
  readonly #priorities: Uint8Array;
  readonly #next: Int32Array;
  readonly #heads = new Int32Array(priorityCount).fill(none);
  readonly #tails = new Int32Array(priorityCount).fill(none);
  #occupied = 0;

  /** `next` is the room for the links, an integer for each task; queues that share no task may share it. */
  constructor(priorities: Uint8Array, next = new Int32Array(priorities.length)) {
    this.#priorities = priorities;
    this.#next = next;
  }

  /** A task MUST NOT be in the queue twice. */
  push(task: number): void {
    const priority = this.#priorities[task] as number;
    this.#next[task] = none;
    if (this.#heads[priority] === none) {
      this.#heads[priority] = task;
      this.#occupied |= priorityBit(priority);
    } else {
      this.#next[this.#tails[priority] as number] = task;
    }
    this.#tails[priority] = task;
  }

  /** The priority of what `take(allowed)` gives; `priorityCount` when that is nothing. */
  best(allowed: number): number {
    return Math.clz32(this.#occupied & allowed);
  }

  /** Takes the first task of the best priority among `allowed`, a set of bits. */
  take(allowed: number): number | undefined {
    const priority = this.best(allowed);
    if (priority === priorityCount) return undefined;
    const task = this.#heads[priority] as number;
    const next = this.#next[task] as number;
    this.#heads[priority] = next;
    if (next === none) this.#occupied &= ~priorityBit(priority);
    return task;
  }
}
