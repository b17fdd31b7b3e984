/** How many hooks of all operations of an executor may run at once. */
export class SharedSlots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Takes a slot if there is one. Else `wake` is called once when there may be; who has waited longest goes first. */
  take(wake: () => void): boolean {
    if (this.#free === 0) {
      this.#waiting.add(wake);
      return false;
    }
    this.#free -= 1;
    return true;
  }

  give(): void {
    this.#free += 1;
    for (const wake of this.#waiting) {
      if (this.#free === 0) return;
      this.#waiting.delete(wake);
      wake();
    }
  }
}
