import { createHash } from 'node:crypto';
import type { OpenStream, ResourceKey } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { ChunkListWriter } from './chunk-list.js';
import { ChunkPool } from './chunk-pool.js';
import { chunksOf } from './chunks.js';
import type { Chunk } from './chunks.js';
import { ContiguousChunks } from './contiguous-chunks.js';
import { chunkKey, chunkKeys } from './object-record.js';
import type { StreamRecord } from './object-record.js';
import { openBehind } from './open-behind.js';
import { presentPart } from './present-part.js';
import { readChunks } from './read-chunks.js';
import { chunksOfPart, partLength, runsOfPart } from './stored-part.js';
import type { StoredChunks, StoredPart, StoredRun } from './stored-part.js';
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
  readonly resource: ResourceKey;
  /** The stream's own: nothing else is below it. */
  readonly prefix: string;
  readonly name: string;
  readonly identity: string;
  readonly signal: AbortSignal;
  /** Called with a number of bytes for those that are used again, and for each chunk that is stored. */
  readonly onStored: (bytes: number) => void;
  /** What a try that was cut off had stored. Its chunks are used again when identity and chunk size are the same. */
  readonly earlier?: StoredPart | undefined;
  /** Called in the order of the stream: for whole chunks that are used again, then for those that are stored. */
  readonly onChunks?: (chunks: StoredChunks) => void;
  readonly limits?: StreamLimits;
}

/** What was stored: all of a stream, or, when it failed, the keys that may be there and why it failed. */
export type StoreStreamResult =
  | { readonly record: StreamRecord }
  | { readonly error: unknown; readonly leftovers: Iterable<string> };

/**
 * Stores a stream chunk by chunk in the memory of four, new chunks under `prefix` only. Never rejects. When this resolves
 * nothing is under way any more.
 */
export async function storeStream(open: OpenStream, options: StoreStreamOptions): Promise<StoreStreamResult> {
  const { bank, resource, prefix, name, identity, onStored, earlier, onChunks, limits = defaultLimits } = options;
  const { chunkSize, listLength } = limits;
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const pool = new ChunkPool(chunkSize, chunksInMemory);
  const lists = new ChunkListWriter(bank, prefix, listLength);
  const whole = createHash('sha256');
  const underWay = new Set<Promise<void>>();
  const place = { resource, name };
  let again: StoredPart = { identity, chunkSize, runs: [] };
  let own = 0;
  let size = 0;
  const contiguous = new ContiguousChunks((first, hashes) => tell({ prefix, first, sha256: hashes }, partLength(again) + first));
  try {
    for await (const chunk of chunksOf(piecesOf({ name, open: openSource, begin: useAgain }, signal), pool, signal)) {
      own += 1;
      size += chunk.length;
      whole.update(chunk.sha256, 'hex');
      const storing = store(chunk, own).catch((error: unknown) => failure.abort(error));
      underWay.add(storing);
      void storing.then(() => underWay.delete(storing));
      await lists.add(prefix, own, chunk.sha256);
    }
    await lists.flush();
    await Promise.all(underWay);
    signal.throwIfAborted();
  } catch (error) {
    await Promise.all(underWay);
    return { error, leftovers: leftovers() };
  }
  const chunks = partLength(again) + own;
  const runs = own > 0 ? [...runsOfPart(again), { prefix, first: 1, chunks: own }] : runsOfPart(again);
  const record = { kind: 'stream', size, sha256: whole.digest('hex'), chunkSize, chunks, lists: lists.references, identity, prefix } as const;
  return { record: again.runs.length > 0 ? { ...record, runs } : record };

  async function openSource(): Promise<AsyncIterable<Uint8Array>> {
    if (earlier?.identity === identity && earlier.chunkSize === chunkSize) {
      again = await presentPart(bank, earlier, place, signal);
    }
    const opened = await openBehind(open, again, (part) => readChunks(bank, chunksOfPart(part), place, signal));
    again = opened.part;
    return opened.source;
  }

  async function useAgain(): Promise<void> {
    if (again.runs.length === 0) return;
    let position = 1;
    for (const run of again.runs) {
      for (const [index, hash] of run.sha256.entries()) {
        whole.update(hash, 'hex');
        await lists.add(run.prefix, run.first + index, hash);
      }
      for (let start = 0; start < run.sha256.length; start += listLength) {
        const sha256 = run.sha256.slice(start, start + listLength);
        tell({ prefix: run.prefix, first: run.first + start, sha256 }, position);
        position += sha256.length;
      }
    }
    size = partLength(again) * chunkSize;
    onStored(size);
  }

  async function store({ buffer, length, sha256 }: Chunk, number: number): Promise<void> {
    await bank.putObject(chunkKey(prefix, number), buffer.subarray(0, length), { signal });
    pool.give(buffer);
    onStored(length);
    // Nothing can follow a chunk that is not whole.
    if (length === chunkSize) contiguous.stored(number, sha256);
  }

  function tell(run: StoredRun, position: number): void {
    onChunks?.({ ...run, identity, chunkSize, position });
  }

  function* leftovers(): Iterable<string> {
    for (const { key } of lists.references) yield key;
    yield* chunkKeys({ prefix, first: 1, chunks: own });
  }
}
