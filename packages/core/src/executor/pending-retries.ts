import type { RetryPolicy } from './executor-policy.js';
import type { HookTask } from './hook-runner.js';

/** Tasks that failed and run again after a time. They hold no slot while they wait. */
export class PendingRetries {
  readonly #policy: RetryPolicy;
  readonly #due: (task: HookTask) => void;
  readonly #attempts = new Map<HookTask, number>();
  readonly #timers = new Map<HookTask, NodeJS.Timeout>();

  constructor(policy: RetryPolicy, due: (task: HookTask) => void) {
    this.#policy = policy;
    this.#due = due;
  }

  /** How many attempts at a task have failed so far. */
  attemptsOf(task: HookTask): number {
    return this.#attempts.get(task) ?? 0;
  }

  /** Whether one may follow after this attempt. */
  allows(attempt: number): boolean {
    return attempt <= this.#policy.retries;
  }

  /** Milliseconds to wait after this attempt. */
  delayAfter(attempt: number): number {
    return Math.min(this.#policy.delayMs * 2 ** (attempt - 1), this.#policy.maximumDelayMs);
  }

  schedule(task: HookTask, attempt: number): void {
    this.#attempts.set(task, attempt);
    const timer = setTimeout(() => {
      this.#timers.delete(task);
      this.#due(task);
    }, this.delayAfter(attempt));
    this.#timers.set(task, timer);
  }

  /** It does not run again. */
  drop(task: HookTask): void {
    clearTimeout(this.#timers.get(task));
    this.#timers.delete(task);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
