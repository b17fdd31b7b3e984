import { KarborError } from '@karbor/plugin-sdk';

/** Swift orders what is done to an object by the clocks of its proxies. */
export function overtaken(key: string): KarborError {
  return new KarborError(
    'KARBOR_BANK_FAILED',
    `Swift goes on saying that what it has under "${key}" is newer than this call. Are the clocks of its proxies set alike?`,
    { retryable: true, details: { key } },
  );
}

export function changedOnTheWay(key: string): KarborError {
  return new KarborError('KARBOR_BANK_FAILED', `Swift stored other bytes under "${key}" than were sent.`, {
    retryable: true,
    details: { key },
  });
}
