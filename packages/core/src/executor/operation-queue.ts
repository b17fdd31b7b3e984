import type { OperationRun } from './operation-run.js';

/** Operations wait here until one of a limited number of places is free, first come, first served. */
export class OperationQueue {
  readonly #limit: number;
  readonly #waiting = new Set<OperationRun>();
  readonly #idle: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(operation: OperationRun): void {
    this.#waiting.add(operation);
    this.#advance();
  }

  /** Takes an operation that waits out of the queue. False: it does not wait. */
  remove(operation: OperationRun): boolean {
    const wasWaiting = this.#waiting.delete(operation);
    this.#advance();
    return wasWaiting;
  }

  /** Settles when no operation runs or waits. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#advance();
    });
  }

  #advance(): void {
    for (const operation of this.#waiting) {
      if (this.#running >= this.#limit) return;
      this.#waiting.delete(operation);
      this.#running += 1;
      void operation.execute().finally(() => {
        this.#running -= 1;
        this.#advance();
      });
    }
    if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}
