import type { OutgoingBody } from './outgoing-body.js';

/** One HTTP request, addressed. */
export interface HttpRequest {
  /** For messages. */
  readonly service: string;
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OutgoingBody | undefined;
  readonly idempotent: boolean;
  readonly signal: AbortSignal | undefined;
}

/** The answer to it, its body still to be read. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: IncomingBody;
}

/** A body to be read once, as a stream or whole. */
export interface IncomingBody extends AsyncIterable<Uint8Array> {
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  /** Lets go of it, and of its connection unless it has ended. */
  discard(): void;
}
