import { KarborError } from '@karbor/plugin-sdk';
import { untilAborted } from './until-aborted.js';

/** How a stream's source is opened. */
export interface StreamSource {
  readonly name: string;
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
  /** Called once it is open, before anything is read from it. */
  readonly begin: () => Promise<void>;
}

/**
 * The pieces of a stream's source. It is stopped when its reader stops or `signal` is aborted, also while it hangs.
 * @throws what the source throws; KarborError `KARBOR_BYTES_INVALID`
 */
export async function* piecesOf(source: StreamSource, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const iterator = await openSource(source, signal);
  let state: 'waiting' | 'idle' | 'ended' = 'idle';
  try {
    await source.begin();
    for (;;) {
      signal.throwIfAborted();
      state = 'waiting';
      const next = await untilAborted(signal, iterator.next().then(noteEnd, noteFailure));
      if (next.done) return;
      if (!isBytes(next.value)) throw notBytes(source.name, next.value);
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

async function openSource({ name, open }: StreamSource, signal: AbortSignal): Promise<AsyncIterator<unknown>> {
  const opening = open();
  try {
    const source: unknown = await untilAborted(signal, opening);
    if (isAsyncIterable(source)) return source[Symbol.asyncIterator]();
    throw notBytes(name, source);
  } catch (error) {
    // What is opened too late is closed at once.
    if (signal.aborted) void opening.then((late) => late[Symbol.asyncIterator]().return?.()).catch(() => undefined);
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
