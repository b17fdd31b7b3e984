import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { ServiceName } from '../api/request-log.js';

/** One request to one service. */
export interface Call {
  readonly service: ServiceName;
  readonly method: string;
  /** Within the service, percent-encoded as it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** `path?query`, as the log and faults see it. */
  readonly target: string;
  readonly request: IncomingMessage;
  readonly requestId: string;
  /** An `error-state` fault hit this request: what it starts must fail later. */
  readonly failsLater: boolean;
  /** Told once by whoever checked the token. */
  projectId?: string;
}

export type AnswerHeaders = Record<string, string | number | string[]>;

export interface Answer {
  readonly status: number;
  readonly headers?: AnswerHeaders;
  /** Objects are sent as JSON; a stream needs its own `Content-Length` header or goes chunked. */
  readonly body?: string | Buffer | Readable | object;
}

export const header = (call: Call, name: string): string | undefined => {
  const value = call.request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
};
