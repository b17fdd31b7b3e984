import type { Progress } from '@karbor/plugin-sdk';
import { Observable, Subscription } from 'rxjs';
import type { Observer } from 'rxjs';
import type { CancellableAttempt } from './hook-attempt.js';
import { observeResult } from './hook-result.js';
import type { HookRunner, HookTask } from './hook-runner.js';

/**
 * One attempt at a hook as an observable: subscribing starts it, its progress are the values, its end is the
 * completion, its failure the error. To stop it, abort the attempt and wait for its end. Unsubscribing abandons it.
 *
 * It makes its own subscriptions, which cost a third of RxJS's: there is one for every hook. In return it does not
 * guard against observers that throw.
 */
export class HookObservable extends Observable<Progress> {
  readonly #runner: HookRunner;
  readonly #task: HookTask;
  readonly #attempt: CancellableAttempt;

  constructor(runner: HookRunner, task: HookTask, attempt: CancellableAttempt) {
    super();
    this.#runner = runner;
    this.#task = task;
    this.#attempt = attempt;
  }

  override subscribe(observer?: Partial<Observer<Progress>> | ((progress: Progress) => void) | null): Subscription {
    const subscription = new HookSubscription(typeof observer === 'function' ? { next: observer } : (observer ?? {}));
    if (this.#attempt.reason) {
      subscription.error(this.#attempt.reason);
      return subscription;
    }
    try {
      subscription.add(observeResult(this.#runner.run(this.#task, this.#attempt), this.#attempt, subscription));
    } catch (error) {
      subscription.error(error);
    }
    return subscription;
  }
}

/** Hands progress on until the hook ends, and its end once. */
class HookSubscription extends Subscription implements Observer<Progress> {
  readonly #observer: Partial<Observer<Progress>>;

  constructor(observer: Partial<Observer<Progress>>) {
    super();
    this.#observer = observer;
  }

  next(progress: Progress): void {
    if (!this.closed) this.#observer.next?.(progress);
  }

  complete(): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#observer.complete?.();
  }

  error(error: unknown): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#observer.error?.(error);
  }
}
