import type { HookAttempt } from './hook-runner.js';

/** An attempt whose signal is made only when somebody asks for it: most hooks never do. */
export class CancellableAttempt implements HookAttempt {
  readonly number: number;
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  constructor(number: number) {
    this.number = number;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why it was aborted; `undefined` when it was not. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** The first reason counts. */
  abort(reason: Error): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
