import type { OpenStackError } from '../errors.js';
import type { RetryPolicy } from '../session/session.js';

export interface RetrySettings {
  readonly attempts: number;
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly maxRetryAfter: number;
}

export function retrySettings(policy: RetryPolicy = {}): RetrySettings {
  return {
    attempts: Math.max(1, policy.attempts ?? 5),
    minDelay: policy.minDelay ?? 250,
    maxDelay: policy.maxDelay ?? 10_000,
    maxRetryAfter: policy.maxRetryAfter ?? 120_000,
  };
}

/**
 * The milliseconds to wait before the next attempt, after `attempts` of them, or `undefined` to give up. The delay
 * doubles from attempt to attempt, with up to half of it taken off at random, and is never shorter than `Retry-After`.
 */
export function retryDelay(
  error: Pick<OpenStackError, 'retryAfter'>,
  attempts: number,
  settings: RetrySettings,
  random: () => number = Math.random
): number | undefined {
  if (attempts >= settings.attempts) return undefined;
  const asked = (error.retryAfter ?? 0) * 1000;
  if (asked > settings.maxRetryAfter) return undefined;
  const backoff = Math.min(settings.maxDelay, settings.minDelay * 2 ** (attempts - 1));
  return Math.max(asked, backoff * (1 - random() / 2));
}
