import type { BankSection } from '../bank.js';
import { joinKey } from '../object-key.js';
import { decodeRecord, encodeRecord, sha256 } from '../record.js';
import type { ObjectPlace } from './object-errors.js';
import { corruptObject } from './object-errors.js';
import { chunkKey } from './object-record.js';
import type { ChunkListReference, StreamRecord } from './object-record.js';
import { readObject } from './read-object.js';

const format = { format: 'chunk-list', version: 1 };

/**
 * Chunks that follow each other under one prefix. A stream has one run; one that uses chunks of an earlier try again
 * has more.
 */
interface Run {
  readonly prefix: string;
  /** The number under the prefix of the first, from 1. */
  readonly first: number;
  readonly sha256: readonly string[];
}

/** Stores the list of a stream's chunks in objects of bounded size. */
export class ChunkListWriter {
  readonly references: ChunkListReference[] = [];
  readonly #bank: BankSection;
  readonly #prefix: string;
  readonly #length: number;
  #first = 1;
  #hashes: string[] = [];

  /** `length`: how many chunks one object lists at most. */
  constructor(bank: BankSection, prefix: string, length: number) {
    this.#bank = bank;
    this.#prefix = prefix;
    this.#length = length;
  }

  async add(hash: string): Promise<void> {
    this.#hashes.push(hash);
    if (this.#hashes.length === this.#length) await this.flush();
  }

  async flush(): Promise<void> {
    const chunks = this.#hashes.length;
    if (chunks === 0) return;
    const run: Run = { prefix: this.#prefix, first: this.#first, sha256: this.#hashes };
    const bytes = encodeRecord(format, { runs: [{ ...run }] });
    const key = `${this.#prefix}/list-${this.references.length + 1}`;
    this.references.push({ key, size: bytes.length, sha256: sha256(bytes), chunks });
    this.#first += chunks;
    this.#hashes = [];
    await this.#bank.putObject(key, bytes);
  }
}

/** Where one chunk is and what it must be. */
export interface ChunkReference {
  /** In the stream, from 1. */
  readonly number: number;
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
}

/** The chunks of a stream from one on; lists before it are not read. @throws KarborError `KARBOR_OBJECT_CORRUPT` */
export async function* chunksFrom(
  bank: BankSection,
  record: StreamRecord,
  place: Omit<ObjectPlace, 'key'>,
  from: number,
  signal?: AbortSignal,
): AsyncGenerator<ChunkReference> {
  let number = 1;
  for (const list of record.lists) {
    const next = number + list.chunks;
    if (next > from) {
      const at = { ...place, key: joinKey(bank.prefix, list.key), chunk: number };
      const body = decodeRecord(await readObject(bank, list, at, signal), format, {
        key: at.key,
        corrupt: 'KARBOR_OBJECT_CORRUPT',
      });
      for (const { prefix, first, sha256: hashes } of (body as unknown as { runs: readonly Run[] }).runs) {
        for (const [index, hash] of hashes.entries()) {
          if (number >= from) {
            yield { number, key: chunkKey(prefix, first + index), size: sizeOf(number, record), sha256: hash };
          }
          number++;
        }
      }
      if (number !== next) throw corruptObject(at, `it lists ${number - next + list.chunks} chunks and had ${list.chunks}`);
    }
    number = next;
  }
}

function sizeOf(number: number, { chunks, chunkSize, size }: StreamRecord): number {
  return number < chunks ? chunkSize : size - chunkSize * (chunks - 1);
}
