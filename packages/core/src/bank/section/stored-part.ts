import { chunkKey } from './object-record.js';
import type { ChunkRun } from './object-record.js';

/** Whole chunks of a stream, from its start on without a gap, that a try which was cut off has stored. */
export interface StoredPart {
  readonly identity: string;
  /** In bytes, of every chunk. */
  readonly chunkSize: number;
  /** In the order of the stream. */
  readonly runs: readonly StoredRun[];
}

/** Chunks that follow each other under one prefix. */
export interface StoredRun {
  readonly prefix: string;
  /** The number under the prefix of the first chunk, from 1. */
  readonly first: number;
  /** One hash for each chunk. */
  readonly sha256: readonly string[];
}

/** Whole chunks that are stored, following those that were told before. */
export interface StoredChunks extends StoredRun {
  readonly identity: string;
  /** In bytes, of every chunk. */
  readonly chunkSize: number;
  /** The number of the first of them in the stream, from 1. At 1 the stream begins anew: what was told before is void. */
  readonly position: number;
}

/** Where one chunk is and what it must be. */
export interface ChunkReference {
  /** In the stream, from 1. */
  readonly number: number;
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

export function partLength({ runs }: StoredPart): number {
  return runs.reduce((sum, { sha256 }) => sum + sha256.length, 0);
}

/** Its first `chunks` chunks. */
export function partUpTo(part: StoredPart, chunks: number): StoredPart {
  let left = chunks;
  const runs = part.runs.map(({ sha256, ...run }) => {
    const kept = sha256.slice(0, left);
    left -= kept.length;
    return { ...run, sha256: kept };
  });
  return { ...part, runs: runs.filter(({ sha256 }) => sha256.length > 0) };
}

export function* chunksOfPart({ runs, chunkSize }: StoredPart): Iterable<ChunkReference> {
  let number = 1;
  for (const { prefix, first, sha256: hashes } of runs) {
    for (const [index, sha256] of hashes.entries()) {
      yield { number, key: chunkKey(prefix, first + index), size: chunkSize, sha256 };
      number += 1;
    }
  }
}

/** The runs of a part as a stream's record names them: as few as possible. */
export function runsOfPart({ runs }: StoredPart): readonly ChunkRun[] {
  const merged: ChunkRun[] = [];
  for (const { prefix, first, sha256 } of runs) {
    const last = merged.at(-1);
    const follows = last?.prefix === prefix && last.first + last.chunks === first;
    if (follows) merged.splice(-1, 1, { ...last, chunks: last.chunks + sha256.length });
    else merged.push({ prefix, first, chunks: sha256.length });
  }
  return merged;
}
