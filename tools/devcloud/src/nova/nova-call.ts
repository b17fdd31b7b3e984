import type { Call } from '../http/call.js';
import type { ScopedToken } from '../keystone/tokens.js';

/** A call whose token was checked. */
export interface NovaCall extends Call {
  readonly token: ScopedToken;
  /** Of the API, such as 53 for 2.53. */
  readonly minor: number;
}
