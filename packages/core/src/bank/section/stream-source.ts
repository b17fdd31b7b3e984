import { KarborError } from '@karbor/plugin-sdk';
import type { OpenStream } from '@karbor/plugin-sdk';
import { untilAborted } from './until-aborted.js';

/**
 * The pieces of a stream's source. It is stopped when its reader stops or `signal` is aborted, also while it hangs.
 * @throws what the source throws; KarborError `KARBOR_BYTES_INVALID`
 */
export async function* piecesOf(open: OpenStream, name: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const iterator = await openSource(open, name, signal);
  let state: 'waiting' | 'idle' | 'ended' = 'idle';
  try {
    for (;;) {
      signal.throwIfAborted();
      state = 'waiting';
      const next = await untilAborted(signal, iterator.next().then(noteEnd, noteFailure));
      if (next.done) return;
      if (!isBytes(next.value)) throw notBytes(name, next.value);
      yield next.value;
    }
  } finally {
    await stop();
  }

  function noteEnd(next: IteratorResult<unknown>): IteratorResult<unknown> {
    state = next.done ? 'ended' : 'idle';
    return next;
  }
  function noteFailure(error: unknown): never {
    state = 'ended';
    throw error;
  }
  /** A source that hangs answers `return` only when it goes on: it is told, and not waited for. */
  async function stop(): Promise<void> {
    if (state === 'ended') return;
    const stopped = Promise.resolve(iterator.return?.()).catch(() => undefined);
    if (state === 'idle') await stopped;
  }
}

async function openSource(open: OpenStream, name: string, signal: AbortSignal): Promise<AsyncIterator<unknown>> {
  const opening = Promise.resolve(open({ offset: 0 }));
  try {
    const source: unknown = await untilAborted(signal, opening);
    if (isAsyncIterable(source)) return source[Symbol.asyncIterator]();
    throw notBytes(name, source);
  } catch (error) {
    // What is opened too late is closed at once.
    if (signal.aborted) void opening.then((source) => source[Symbol.asyncIterator]().return?.()).catch(() => undefined);
    throw error;
  }
}

function isAsyncIterable(source: unknown): source is AsyncIterable<unknown> {
  return typeof source === 'object' && source !== null && Symbol.asyncIterator in source;
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

function notBytes(name: string, value: unknown): KarborError {
  return new KarborError(
    'KARBOR_BYTES_INVALID',
    `The source of the stream "${name}" gave ${typeof value}: give an async iterable of Uint8Array.`,
    { details: { name } },
  );
}
