import type { ActiveHook } from './active-hook.js';

/** The attempts under way, at most one for each task. Costs less than a Set, which counts twice for every hook. */
export class ActiveHooks {
  readonly #byTask: (ActiveHook | undefined)[];
  #size = 0;

  constructor(taskCount: number) {
    this.#byTask = new Array<undefined>(taskCount).fill(undefined);
  }

  get size(): number {
    return this.#size;
  }

  add(hook: ActiveHook): void {
    this.#byTask[hook.task.index] = hook;
    this.#size += 1;
  }

  has(hook: ActiveHook): boolean {
    return this.#byTask[hook.task.index] === hook;
  }

  /** False: it has left before, such as one that was abandoned and ends after all. */
  delete(hook: ActiveHook): boolean {
    if (!this.has(hook)) return false;
    this.#byTask[hook.task.index] = undefined;
    this.#size -= 1;
    return true;
  }

  *[Symbol.iterator](): Iterator<ActiveHook> {
    for (const hook of this.#byTask) if (hook) yield hook;
  }
}
