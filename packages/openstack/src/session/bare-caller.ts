import type { RetrySettings } from '../http/retry-delay.js';
import type { Transport } from '../http/transport.js';

/** What is needed to call without a session's token. */
export interface BareCaller {
  readonly transport: Transport;
  readonly retry: RetrySettings;
  readonly userAgent: string;
}
