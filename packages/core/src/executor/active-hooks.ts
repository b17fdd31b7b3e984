import type { ActiveHook } from './active-hook.js';

/** The attempts under way: a linked list, which costs less than a Set where every hook comes and goes once. */
export class ActiveHooks {
  #first: ActiveHook | undefined;
  #last: ActiveHook | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Those that are under way now. */
  all(): ActiveHook[] {
    const hooks: ActiveHook[] = [];
    for (let hook = this.#first; hook; hook = hook.following) hooks.push(hook);
    return hooks;
  }

  add(hook: ActiveHook): void {
    hook.isActive = true;
    hook.previous = this.#last;
    if (this.#last) this.#last.following = hook;
    else this.#first = hook;
    this.#last = hook;
    this.#size += 1;
  }

  /** False: it has left before, such as one that was abandoned and ends after all. */
  delete(hook: ActiveHook): boolean {
    if (!hook.isActive) return false;
    hook.isActive = false;
    if (hook.previous) hook.previous.following = hook.following;
    else this.#first = hook.following;
    if (hook.following) hook.following.previous = hook.previous;
    else this.#last = hook.previous;
    hook.previous = hook.following = undefined;
    this.#size -= 1;
    hook.left();
    return true;
  }
}
