import { KarborError } from '../../errors.js';
import type { ObservableLike, Progress } from '../../hook-result.js';

/**
 * Waits for the end of what a hook gave back and tells its progress. An iterable or observable that goes on after
 * `signal` was aborted is closed at its next value, and ends with the signal's reason; a promise is waited for.
 * @throws KarborError `KARBOR_HOOK_RESULT_INVALID` when it cannot be waited for; whatever the hook failed with
 */
export async function settleHook(result: unknown, signal: AbortSignal, tell: (progress: Progress) => void): Promise<void> {
  if (result === undefined || result === null) return;
  if (has<PromiseLike<unknown>>(result, 'then')) {
    const value = await result;
    if (value !== undefined) tell(value as Progress);
  } else if (has<AsyncIterable<Progress>>(result, Symbol.asyncIterator)) {
    for await (const progress of result) {
      tell(progress);
      signal.throwIfAborted();
    }
  } else if (has<ObservableLike<Progress>>(result, 'subscribe')) {
    await settleObservable(result, signal, tell);
  } else {
    throw new KarborError(
      'KARBOR_HOOK_RESULT_INVALID',
      'The hook returned something that cannot be waited for: let it return nothing, a promise, an async iterable or an observable.',
    );
  }
}

async function settleObservable(
  observable: ObservableLike<Progress>,
  signal: AbortSignal,
  tell: (progress: Progress) => void,
): Promise<void> {
  let unsubscribe: (() => void) | undefined;
  await new Promise<void>((resolve, reject) => {
    const subscription = observable.subscribe({
      next: (progress) => {
        tell(progress);
        if (signal.aborted) reject(signal.reason as Error);
      },
      error: reject,
      complete: resolve,
    });
    unsubscribe = () => subscription.unsubscribe();
  }).finally(() => unsubscribe?.());
}

function has<Shape>(value: unknown, method: keyof Shape): value is Shape {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as Shape)[method] === 'function';
}
