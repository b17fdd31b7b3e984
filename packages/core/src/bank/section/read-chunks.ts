import type { BankSection } from '../bank.js';
import { joinKey } from '../object-key.js';
import type { ObjectPlace } from './object-errors.js';
import { readObject } from './read-object.js';
import type { ChunkReference } from './stored-part.js';

/** How many chunks are fetched before they are asked for. */
const readAhead = 2;

/** The bytes of chunks, each checked. @throws KarborError `KARBOR_OBJECT_CORRUPT` naming the chunk */
export async function* readChunks(
  bank: BankSection,
  chunks: Iterable<ChunkReference> | AsyncIterable<ChunkReference>,
  place: Pick<ObjectPlace, 'resource' | 'name'>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const ahead: Promise<Uint8Array>[] = [];
  try {
    for await (const chunk of chunks) {
      ahead.push(fetchChunk(chunk));
      const due = ahead.length > readAhead && ahead.shift();
      if (due) yield await due;
    }
    for (const due of ahead) yield await due;
  } finally {
    stopped.abort();
  }

  function fetchChunk({ number, ...expected }: ChunkReference): Promise<Uint8Array> {
    const at = { ...place, key: joinKey(bank.prefix, expected.key), chunk: number };
    const fetched = readObject(bank, expected, at, either);
    // It may be given up before anybody waits for it.
    fetched.catch(() => undefined);
    return fetched;
  }
}
