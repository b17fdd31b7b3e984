import { KarborError } from '@karbor/plugin-sdk';

/** What was asked for makes no sense; `message` says what to do. */
export function usageError(message: string): KarborError {
  return new KarborError('KARBOR_USAGE', message);
}
