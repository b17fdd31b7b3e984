import { isKarborError, isRetryable, KarborError } from '@karbor/plugin-sdk';

/** What a failed call of a bank plugin is told as: Karbor errors as they are, an abort as its reason. */
export function bankError(method: string, key: string, cause: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (isKarborError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const call = key === '' ? method : `${method} of "${key}"`;
  return new KarborError('KARBOR_BANK_FAILED', `The bank failed in ${call}: ${reason}`, {
    cause,
    retryable: isRetryable(cause),
    details: { method, key },
  });
}
