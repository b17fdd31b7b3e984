import type { Progress } from '@karbor/plugin-sdk';
import { Observable } from 'rxjs';
import type { CancellableAttempt } from './hook-attempt.js';
import type { HookRunner, HookTask } from './hook-runner.js';
import { observeResult } from './hook-result.js';

/**
 * One attempt at a hook as an observable: subscribing starts it, its progress are the values, its end is the
 * completion, its failure the error. To stop it, abort the attempt and wait for its end. Unsubscribing abandons it.
 */
export function hookObservable(runner: HookRunner, task: HookTask, attempt: CancellableAttempt): Observable<Progress> {
  return new Observable((subscriber) => {
    if (attempt.reason) subscriber.error(attempt.reason);
    else return observeResult(runner.run(task, attempt), attempt, subscriber);
    return undefined;
  });
}
