import { createHash } from 'node:crypto';
import type { OpenStream } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { ChunkListWriter } from './chunk-list.js';
import { ChunkPool } from './chunk-pool.js';
import { chunksOf } from './chunks.js';
import type { Chunk } from './chunks.js';
import { chunkKey, chunkKeys } from './object-record.js';
import type { StreamRecord } from './object-record.js';
import { piecesOf } from './stream-source.js';

/** How a stream is cut. */
export interface StreamLimits {
  /** Bytes of a chunk. */
  readonly chunkSize: number;
  /** Chunks that one object of the stream's list names. */
  readonly listLength: number;
}

/** A list of some 300 KB for 16 GiB of a stream. */
const defaultLimits: StreamLimits = { chunkSize: 4 * 2 ** 20, listLength: 4096 };

/** One chunk is filled while the others are being stored. */
const chunksInMemory = 4;

/** What a stream is stored with. */
export interface StoreStreamOptions {
  readonly bank: BankSection;
  /** The stream's own: nothing else is below it. */
  readonly prefix: string;
  readonly name: string;
  readonly identity: string;
  readonly signal: AbortSignal;
  readonly onStored: (bytes: number) => void;
  readonly limits?: StreamLimits;
}

/** What was stored: all of a stream, or, when it failed, the keys that may be there and why it failed. */
export type StoreStreamResult =
  | { readonly record: StreamRecord }
  | { readonly error: unknown; readonly leftovers: Iterable<string> };

/** Stores a stream chunk by chunk in the memory of four. Never rejects. When this resolves nothing is under way any more. */
export async function storeStream(open: OpenStream, options: StoreStreamOptions): Promise<StoreStreamResult> {
  const { bank, prefix, name, identity, onStored, limits = defaultLimits } = options;
  const { chunkSize } = limits;
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const pool = new ChunkPool(chunkSize, chunksInMemory);
  const lists = new ChunkListWriter(bank, prefix, limits.listLength);
  const whole = createHash('sha256');
  const underWay = new Set<Promise<void>>();
  let chunks = 0;
  let size = 0;
  try {
    for await (const chunk of chunksOf(piecesOf(open, name, signal), pool, signal)) {
      chunks += 1;
      size += chunk.length;
      whole.update(chunk.sha256, 'hex');
      const storing = store(chunk, chunkKey(prefix, chunks)).catch((error: unknown) => failure.abort(error));
      underWay.add(storing);
      void storing.then(() => underWay.delete(storing));
      await lists.add(chunk.sha256);
    }
    await lists.flush();
    await Promise.all(underWay);
    signal.throwIfAborted();
  } catch (error) {
    await Promise.all(underWay);
    return { error, leftovers: leftovers() };
  }
  const sha256 = whole.digest('hex');
  return { record: { kind: 'stream', size, sha256, chunkSize, chunks, lists: lists.references, identity, prefix } };

  async function store({ buffer, length }: Chunk, key: string): Promise<void> {
    await bank.putObject(key, buffer.subarray(0, length), { signal });
    pool.give(buffer);
    onStored(length);
  }

  function* leftovers(): Iterable<string> {
    for (const { key } of lists.references) yield key;
    yield* chunkKeys(prefix, chunks);
  }
}
