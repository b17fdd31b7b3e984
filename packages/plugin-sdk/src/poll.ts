import { setTimeout as delay } from 'node:timers/promises';
import { KarborError } from './errors.js';

/** What to wait for. */
export interface PollOptions<T> {
  /** Names what is waited for in errors, such as `volume 4f…`. */
  readonly what: string;
  /** Asks once. An error that it throws ends the poll. */
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
 * Asks until the state is one of `success`, and gives what was read last.
 * @throws KarborError `KARBOR_POLL_FAILED` on a state of `failure` or an unexpected one, `KARBOR_POLL_TIMEOUT` past the
 *   deadline (naming the last state); whatever `read` throws; the signal's reason when it is aborted
 */
export async function poll<T>(options: PollOptions<T>): Promise<T> {
  const { what, read, signal, intervalMs = 1000, deadlineMs = 3_600_000 } = options;
  const start = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const value = await read(signal);
    const state = options.state(value);
    if (includes(options.success, state)) return value;
    if (includes(options.failure, state) || (options.pending && !includes(options.pending, state))) {
      throw new KarborError('KARBOR_POLL_FAILED', `${what} is in state "${state}" instead of ${options.success.join(' or ')}.`, {
        details: { what, state },
      });
    }
    const left = deadlineMs - (performance.now() - start);
    if (left <= 0) {
      throw new KarborError(
        'KARBOR_POLL_TIMEOUT',
        `${what} is still in state "${state}" after ${deadlineMs} ms; waited for ${options.success.join(' or ')}.`,
        { details: { what, state, deadlineMs } },
      );
    }
    await pause(Math.min(intervalMs, left), signal);
  }
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
