import { createHash } from 'node:crypto';
import type { ChunkPool } from './chunk-pool.js';
import { untilAborted } from './until-aborted.js';

/** A part of a stream, in a buffer of a pool. */
export interface Chunk {
  readonly buffer: Buffer;
  /** How much of the buffer it takes. */
  readonly length: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Cuts pieces of any size into chunks that fill a buffer each, but for the last. Their reader gives the buffers back. */
export async function* chunksOf(
  pieces: AsyncIterable<Uint8Array>,
  pool: ChunkPool,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  let buffer: Buffer | undefined;
  let length = 0;
  let hash = createHash('sha256');
  for await (const piece of pieces) {
    for (let start = 0; start < piece.length; ) {
      buffer ??= await untilAborted(signal, pool.take());
      const part = piece.subarray(start, start + buffer.length - length);
      // The source may use its piece again as soon as it is asked for the next one.
      buffer.set(part, length);
      hash.update(part);
      start += part.length;
      length += part.length;
      if (length < buffer.length) continue;
      yield { buffer, length, sha256: hash.digest('hex') };
      buffer = undefined;
      length = 0;
      hash = createHash('sha256');
    }
  }
  if (buffer) yield { buffer, length, sha256: hash.digest('hex') };
}
