import { setTimeout as delay } from 'node:timers/promises';
import { isRetryable, KarborError } from './errors.js';

/** What to wait for. */
export interface PollOptions<T> {
  /** Names what is waited for in errors, such as `volume 4f…`. */
  readonly what: string;
  /** Asks once. An error that it throws ends the poll, unless its author says that the same call may go well later. */
  readonly read: (signal: AbortSignal | undefined) => Promise<T>;
  /** The state of what was read, compared without regard to case. */
  readonly state: (value: T) => string;
  /** States that end the poll well. */
  readonly success: readonly string[];
  /** States that end it badly. */
  readonly failure?: readonly string[];
  /** When given, a state in none of the lists ends the poll badly; else any other state means: ask again. */
  readonly pending?: readonly string[];
  /** Milliseconds between the end of one question and the next. Default 1000. */
  readonly intervalMs?: number;
  /** Milliseconds in all. Default 3,600,000 (an hour). */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks until the state is one of `success`, and gives what was read last. A `read` that fails with `retryable: true` (the
 * service is being restarted) is called again, like one that gives another state.
 * @throws KarborError `KARBOR_POLL_FAILED` on a state of `failure` or an unexpected one, `KARBOR_POLL_TIMEOUT` past the
 *   deadline (naming the last state, and with the error of `read` as cause when the last question failed); any other
 *   error of `read`; the signal's reason when it is aborted
 */
export async function poll<T>(options: PollOptions<T>): Promise<T> {
  const { what, success, signal, intervalMs = 1000, deadlineMs = 3_600_000 } = options;
  const start = performance.now();
  let state: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask(options);
    if ('value' in answer) {
      state = options.state(answer.value);
      if (includes(success, state)) return answer.value;
      if (includes(options.failure, state) || (options.pending && !includes(options.pending, state))) {
        throw new KarborError('KARBOR_POLL_FAILED', `${what} is in state "${state}" instead of ${success.join(' or ')}.`, {
          details: { what, state },
        });
      }
    }
    const left = deadlineMs - (performance.now() - start);
    if (left <= 0) throw timeout({ what, success, deadlineMs }, state, 'failure' in answer ? answer.failure : undefined);
    await pause(Math.min(intervalMs, left), signal);
  }
}

/** What was read, or an error that may pass. @throws any other error of `read` */
async function ask<T>({ read, signal }: PollOptions<T>): Promise<{ readonly value: T } | { readonly failure: Error }> {
  try {
    return { value: await read(signal) };
  } catch (error) {
    if (!isRetryable(error)) throw error;
    return { failure: error };
  }
}

function timeout(
  { what, success, deadlineMs }: Required<Pick<PollOptions<unknown>, 'what' | 'success' | 'deadlineMs'>>,
  state: string | undefined,
  failure: Error | undefined,
): KarborError {
  const wanted = success.join(' or ');
  const details = { what, state, deadlineMs };
  if (!failure) {
    return new KarborError('KARBOR_POLL_TIMEOUT', `${what} is still in state "${state}" after ${deadlineMs} ms; waited for ${wanted}.`, { details });
  }
  const last = state === undefined ? '' : `, and was in state "${state}" before`;
  return new KarborError(
    'KARBOR_POLL_TIMEOUT',
    `${what} could not be asked for its state after ${deadlineMs} ms${last}; waited for ${wanted}: ${failure.message}`,
    { details, cause: failure, retryable: true },
  );
}

function includes(states: readonly string[] | undefined, state: string): boolean {
  return states?.some((one) => one.toLowerCase() === state.toLowerCase()) ?? false;
}

/** Gives the signal's own reason, where `node:timers/promises` gives an AbortError that hides it. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
