import type { RequestMatch } from './request-log.js';

/** What happens to a request that a fault hits. */
export type FaultEffect =
  /** The request is processed as usual, but its processing starts only after this delay. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** The request is not processed; the answer has this status and the service's own kind of error body. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /**
   * The connection breaks: `before` the request is processed, `after` it was processed and before a byte of the answer,
   * or `during` the answer's body, after `afterBytes` of it (default: half of it when its length is known, else 1).
   */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' | 'during'; readonly afterBytes?: number }
  /** The request is never processed and never answered; the connection stays open until the client or `stop()` ends it. */
  | { readonly kind: 'hang' }
  /**
   * The request is processed and answered as usual, but what it started fails later:
   * a volume, snapshot, backup, server becomes `error`, an image `killed`, a pause does not happen.
   */
  | { readonly kind: 'error-state' };

export interface FaultRequest extends RequestMatch {
  readonly effect: FaultEffect;
  /** The first matching request that is hit, counted from now on; 1 (the default) is the very next. */
  readonly nth?: number;
  /** How many matching requests are hit, from the nth on; default 1. `forever` never ends. */
  readonly count?: number | 'forever';
}

export interface Fault extends FaultRequest {
  readonly id: string;
  /** Matching requests seen since the fault was added. */
  readonly seen: number;
  /** Requests that were hit. */
  readonly hits: number;
}

/**
 * Faults on request. When several match, the first added that is due is taken; every fault counts every request that matches it.
 * The same over HTTP: `POST /devcloud/faults` (a `FaultRequest` as JSON, `path` as the source of a regular expression),
 * `GET /devcloud/faults`, `DELETE /devcloud/faults/{id}`, `DELETE /devcloud/faults`. Requests to `/devcloud/` itself are never hit.
 */
export interface Faults {
  /** Throws a RangeError that names the field when the request makes no sense. */
  add(request: FaultRequest): Fault;
  list(): readonly Fault[];
  /** Fine when there is no such fault. */
  remove(id: string): void;
  clear(): void;
}
