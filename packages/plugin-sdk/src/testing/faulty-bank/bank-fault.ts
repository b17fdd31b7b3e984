export type BankMethod = 'putObject' | 'getObject' | 'deleteObject' | 'listObjects';

/** Which calls a fault is for. */
export interface BankCallMatch {
  /** Default: every method. */
  readonly method?: BankMethod;
  /** The whole key (the prefix of a listing), or a pattern that is found in it. Default: every key. */
  readonly key?: string | RegExp;
}

interface BankFaultTrigger extends BankCallMatch {
  /** The first matching call that it hits, counted from 1 since the fault was given. Default 1. */
  readonly nth?: number;
  /** How many matching calls in a row it hits. Default 1. */
  readonly times?: number;
}

/**
 * What goes wrong with a call.
 *
 * - `refuse`: it fails and has no effect.
 * - `lose-answer`: it takes effect and fails all the same; a listing gives its keys, then fails in place of its end.
 * - `silence`: as `refuse`, and so does every call of any method and key from then on, until `heal()`: the bank is gone.
 * - `delay`: it waits for `until` first, or until its signal is aborted.
 * - `truncate`: `getObject` gives only the first `length` bytes.
 * - `flip`: `getObject` gives the byte at `offset` (default 0) with all bits turned.
 */
export type BankFault =
  | (BankFaultTrigger & { readonly fault: 'refuse' | 'lose-answer' | 'silence'; readonly error?: Error })
  | (BankFaultTrigger & { readonly fault: 'delay'; readonly until: () => PromiseLike<unknown> })
  | (Omit<BankFaultTrigger, 'method'> & { readonly fault: 'truncate'; readonly length: number })
  | (Omit<BankFaultTrigger, 'method'> & { readonly fault: 'flip'; readonly offset?: number });

/** One call of a faulty bank. */
export interface BankCall {
  readonly method: BankMethod;
  /** The key, or the prefix of a listing. */
  readonly key: string;
  /** Of a put. */
  readonly ifAbsent?: boolean;
  /** Of a put, in bytes. */
  readonly size?: number;
  /** The faults that hit it. */
  readonly faults: readonly BankFault['fault'][];
  /** How it ended for the caller. A listing that the caller left early is `done`. */
  readonly outcome: 'pending' | 'done' | 'failed';
}

export function matches({ method, key }: BankCallMatch, call: Pick<BankCall, 'method' | 'key'>): boolean {
  if (method !== undefined && method !== call.method) return false;
  return key === undefined || (typeof key === 'string' ? key === call.key : call.key.search(key) !== -1);
}
