import type { HookAttempt, RelatedFailure } from './hook-runner.js';

const none: readonly RelatedFailure[] = [];

/** An attempt whose signal and related failures are made only when somebody asks for them: most hooks never do. */
export class CancellableAttempt implements HookAttempt {
  readonly number: number;
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #related: (() => readonly RelatedFailure[]) | undefined;
  #failed: readonly RelatedFailure[] = none;

  /** `related` gives the failures that it has to do with; where it is left out there are none. */
  constructor(number: number, related?: () => readonly RelatedFailure[]) {
    this.number = number;
    this.#related = related;
  }

  get failed(): readonly RelatedFailure[] {
    if (this.#related) this.#failed = this.#related();
    this.#related = undefined;
    return this.#failed;
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
