import { KarborError } from '@karbor/plugin-sdk';
import type { HookResult, ObservableLike, Progress } from '@karbor/plugin-sdk';
import type { Observer, TeardownLogic } from 'rxjs';
import type { CancellableAttempt } from './hook-attempt.js';
import { progressOf } from './progress.js';

/** Who is told about a hook, until it is closed. */
export interface HookSubscriber extends Observer<Progress> {
  readonly closed: boolean;
}

/**
 * Tells `subscriber` what comes of a hook's result: progress, and its end. An iterable or observable that goes on
 * after the attempt was aborted is closed at its next value; a promise is waited for.
 */
export function observeResult(
  result: HookResult,
  attempt: CancellableAttempt,
  subscriber: HookSubscriber,
): TeardownLogic {
  const given: unknown = result;
  if (given === undefined || given === null) subscriber.complete();
  else if (given instanceof Promise) observePromise(given, subscriber);
  else if (isThenable(given)) observePromise(Promise.resolve(given), subscriber);
  else if (isAsyncIterable(given)) void observeIterable(given, attempt, subscriber);
  else if (isObservable(given)) return observeObservable(given, attempt, subscriber);
  else subscriber.error(unusable('returned', given));
  return undefined;
}

function observePromise(promise: Promise<unknown>, subscriber: HookSubscriber): void {
  promise.then(
    (value) => {
      if (value === undefined) subscriber.complete();
      else observeValue(value, subscriber);
    },
    (error: unknown) => subscriber.error(error),
  );
}

function observeValue(value: unknown, subscriber: HookSubscriber): void {
  try {
    if (isWork(value)) throw unusable('resolved to', value);
    tellProgress(value, subscriber);
    subscriber.complete();
  } catch (error) {
    subscriber.error(error);
  }
}

/** Leaving the loop closes the iterable and waits until its `finally` is through. */
async function observeIterable(
  iterable: AsyncIterable<unknown>,
  attempt: CancellableAttempt,
  subscriber: HookSubscriber,
): Promise<void> {
  try {
    let cut = false;
    for await (const value of iterable) {
      tellProgress(value, subscriber);
      cut = attempt.reason !== undefined || subscriber.closed;
      if (cut) break;
    }
    if (cut) subscriber.error(attempt.reason);
    else subscriber.complete();
  } catch (error) {
    subscriber.error(error);
  }
}

function observeObservable(
  observable: ObservableLike<unknown>,
  attempt: CancellableAttempt,
  subscriber: HookSubscriber,
): TeardownLogic {
  const subscription = observable.subscribe({
    next: (value) => {
      tellProgress(value, subscriber);
      if (attempt.reason) subscriber.error(attempt.reason);
    },
    error: (error) => subscriber.error(error),
    complete: () => subscriber.complete(),
  });
  return () => {
    try {
      subscription.unsubscribe();
    } catch {
      // The hook has ended or was abandoned: what fails while it is torn down has no one left to tell.
    }
  };
}

function tellProgress(value: unknown, subscriber: HookSubscriber): void {
  const progress = progressOf(value);
  if (progress) subscriber.next(progress);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return has(value, 'then');
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return has(value, Symbol.asyncIterator);
}

function isObservable(value: unknown): value is ObservableLike<unknown> {
  return has(value, 'subscribe');
}

/** Something that would have to be run or read, and would silently not be. */
function isWork(value: unknown): boolean {
  return typeof value === 'function' || isAsyncIterable(value) || isObservable(value) || has(value, 'next');
}

function has(value: unknown, method: PropertyKey): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as Record<PropertyKey, unknown>)[method] === 'function';
}

function unusable(how: string, value: unknown): KarborError {
  const what = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return new KarborError(
    'KARBOR_HOOK_RESULT_INVALID',
    `The hook ${how} something that cannot be waited for (${what}). Let it return nothing, a promise, an observable ` +
      'or an async iterable (an async generator, not a plain one), and await its work before it ends.',
  );
}
