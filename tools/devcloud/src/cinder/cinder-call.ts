import type { Call } from '../http/call.js';
import type { ScopedToken } from '../keystone/tokens.js';

/** A call whose token was checked. */
export interface CinderCall extends Call {
  readonly token: ScopedToken;
  /** Of the API, such as 59 for 3.59. */
  readonly minor: number;
}
