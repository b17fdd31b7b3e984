import type { Progress } from '@karbor/plugin-sdk';
import type { Observable, Observer, Subscription } from 'rxjs';
import { asError } from './as-error.js';
import { CancellableAttempt } from './hook-attempt.js';
import type { HookTask, RelatedFailure } from './hook-runner.js';
import { hookTimeout } from './operation-failure.js';

/** Who wants to know what becomes of a hook. */
export interface HookOwner {
  progressed(hook: ActiveHook, progress: Progress): void;
  succeeded(hook: ActiveHook): void;
  failed(hook: ActiveHook, error: Error): void;
  /** It was told to stop; its end is still to come. */
  timedOut(hook: ActiveHook, timeout: Error): void;
}

/** An attempt at a hook that is under way. */
export class ActiveHook implements Observer<Progress> {
  readonly task: HookTask;
  readonly attempt: CancellableAttempt;
  /** Set when it was too slow: it has failed with this, however it ends. */
  timeout: Error | undefined;
  /** The owner has counted its failure among the causes before its end. */
  counted = false;
  /** Its place among those under way, kept by `ActiveHooks`. */
  isActive = false;
  previous: ActiveHook | undefined;
  following: ActiveHook | undefined;
  readonly #owner: HookOwner;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] | undefined;

  constructor(task: HookTask, attempt: number, owner: HookOwner, related?: () => readonly RelatedFailure[]) {
    this.task = task;
    this.attempt = new CancellableAttempt(attempt, related);
    this.#owner = owner;
  }

  /** Subscribes to the hook, which starts it. Its end may come before this returns. */
  start(hook: Observable<Progress>, timeoutMs: number | undefined): void {
    if (timeoutMs !== undefined) this.after(timeoutMs, () => this.#expire(timeoutMs));
    this.#subscription = hook.subscribe(this);
  }

  next(progress: Progress): void {
    this.#owner.progressed(this, progress);
  }

  complete(): void {
    this.clearTimer();
    this.#owner.succeeded(this);
  }

  error(thrown: unknown): void {
    this.clearTimer();
    this.#owner.failed(this, asError(thrown));
  }

  /** Calls `act` after this time, unless the hook ends first or another time is set. */
  after(milliseconds: number, act: () => void): void {
    this.clearTimer();
    this.#timer = setTimeout(act, milliseconds);
  }

  clearTimer(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Tells it to stop: from now on it is no longer too slow. */
  stop(reason: Error): void {
    if (!this.timeout) this.clearTimer();
    this.attempt.abort(reason);
  }

  /** Settles when it is not among those under way any more. */
  over(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isActive) (this.#waiting ??= []).push(resolve);
      else resolve();
    });
  }

  /** It is not among those under way any more. */
  left(): void {
    this.clearTimer();
    if (this.#waiting) for (const resolve of this.#waiting) resolve();
  }

  /** Hears no more of it. */
  abandon(): void {
    this.#subscription?.unsubscribe();
  }

  #expire(timeoutMs: number): void {
    const timeout = hookTimeout(timeoutMs);
    this.timeout = timeout;
    this.attempt.abort(timeout);
    this.#owner.timedOut(this, timeout);
  }
}
