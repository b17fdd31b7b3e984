import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './call.js';

const bytesOf = (body: string | Buffer | object): Buffer => {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
};

const isEmpty = (status: number): boolean => status === 204 || status === 304;

const setHeaders = (response: ServerResponse, answer: Answer, length: number | undefined): void => {
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.body !== undefined && typeof answer.body === 'object' && !response.hasHeader('content-type'))
    response.setHeader('Content-Type', 'application/json');
  if (length !== undefined && !response.hasHeader('content-length') && !isEmpty(answer.status))
    response.setHeader('Content-Length', length);
};

async function* breakingAfter(body: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let left = limit;
  for await (const chunk of body) {
    if (chunk.length >= left) {
      yield chunk.subarray(0, left);
      return;
    }
    left -= chunk.length;
    yield chunk;
  }
}

export interface WriteOptions {
  /** Break the connection inside the body, after this many bytes (`half`: of a known length, else 1). */
  readonly breakAfter?: number | 'half' | undefined;
}

/** Sends an answer with backpressure; rejects when the client went away. */
export const writeAnswer = async (
  response: ServerResponse,
  answer: Answer,
  options: WriteOptions = {},
): Promise<void> => {
  response.statusCode = answer.status;
  const streamed = answer.body instanceof Readable ? answer.body : undefined;
  const bytes =
    streamed === undefined ? bytesOf((answer.body as string | Buffer | object | undefined) ?? '') : undefined;
  setHeaders(response, answer, bytes?.length);
  const body = streamed ?? Readable.from(bytes === undefined || bytes.length === 0 ? [] : [bytes]);
  if (response.req.method === 'HEAD' || isEmpty(answer.status)) {
    body.destroy();
    response.end();
    return;
  }
  if (options.breakAfter === undefined) {
    if (bytes === undefined) await pipeline(body, response);
    else response.end(bytes);
    return;
  }
  const length = Number(response.getHeader('content-length') ?? 2);
  const limit = options.breakAfter === 'half' ? Math.max(1, Math.floor(length / 2)) : options.breakAfter;
  response.flushHeaders();
  for await (const chunk of breakingAfter(body, limit)) {
    await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
  }
  response.destroy();
};
