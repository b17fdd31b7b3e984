import type { CallOptions, Query } from './call-options.js';

/**
 * Bytes to send. A `Uint8Array` or a function (called once for each attempt) can be sent again; an iterable can be sent
 * again only while nothing has been read from it. The source is read no faster than the network takes it.
 */
export type RequestBody = Uint8Array | AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>);

/** A request to a service. */
export interface ServiceRequest extends CallOptions {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'COPY';
  /** Below the service's endpoint, starting with `/`, its segments encoded. */
  readonly path: string;
  readonly query?: Query | undefined;
  /** Lower case names. `x-auth-token` and the microversion are the session's to add. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A JSON body. */
  readonly json?: unknown;
  /** A body of bytes; `json` is then left out. */
  readonly body?: RequestBody | undefined;
  /** The length of `body` in bytes, if known. Without it a stream goes out chunked. */
  readonly size?: number | undefined;
  /** For example `2.79`. */
  readonly microversion?: string | undefined;
  /** Whether sending it twice does no more than sending it once. Default: true for all methods but POST and PATCH. */
  readonly idempotent?: boolean | undefined;
}

/** The head of an answer. Only 2xx answers are returned, others are errors. */
export interface AnswerHead {
  readonly status: number;
  /** Lower case names; repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string | undefined;
}

/** A whole answer. */
export interface ServiceAnswer<T> extends AnswerHead {
  /** The parsed JSON; `undefined` when the answer has no JSON body. */
  readonly body: T;
}

/** An answer whose body is read as it comes, with backpressure. */
export interface ServiceStream extends AnswerHead {
  /** The bytes still to come, where the service says. */
  readonly size: number | undefined;
  /** Can be read once. Fails with `OPENSTACK_CONNECTION` when it breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
}
