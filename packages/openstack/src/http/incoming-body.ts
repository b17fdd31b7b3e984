import type { Readable } from 'node:stream';
import { connectionError } from './connection-error.js';
import type { HttpRequest, IncomingBody } from './http-request.js';

/**
 * Makes errors of a body that breaks off tell of the request, and lets go of the connection when reading stops early.
 */
export function incomingBody(request: HttpRequest, source: Readable): IncomingBody {
  // A body that nobody reads must not end the process when its connection breaks.
  source.on('error', () => undefined);
  const failure = (error: unknown): unknown =>
    request.signal?.aborted === true ? request.signal.reason : connectionError(request, error);

  const discard = (): void => {
    source.destroy();
  };
  const whole = async (): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of source as AsyncIterable<Uint8Array>) chunks.push(chunk);
    } catch (error) {
      throw failure(error);
    }
    return Buffer.concat(chunks);
  };
  return {
    discard,
    text: async () => (await whole()).toString('utf8'),
    bytes: whole,
    [Symbol.asyncIterator]: () => {
      const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      return {
        next: async () => {
          try {
            return await chunks.next();
          } catch (error) {
            throw failure(error);
          }
        },
        return: () => {
          discard();
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
}
