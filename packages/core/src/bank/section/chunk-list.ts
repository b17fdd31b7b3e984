import type { BankSection } from '../bank.js';
import { joinKey } from '../object-key.js';
import { decodeRecord, encodeRecord, sha256 } from '../record.js';
import type { ObjectPlace } from './object-errors.js';
import { corruptObject } from './object-errors.js';
import { chunkKey } from './object-record.js';
import type { ChunkListReference, StreamRecord } from './object-record.js';
import { readObject } from './read-object.js';
import type { ChunkReference, StoredRun } from './stored-part.js';

const format = { format: 'chunk-list', version: 1 };

/** Stores the list of a stream's chunks in objects of bounded size. */
export class ChunkListWriter {
  readonly references: ChunkListReference[] = [];
  readonly #bank: BankSection;
  readonly #prefix: string;
  readonly #length: number;
  #runs: (StoredRun & { readonly sha256: string[] })[] = [];
  #chunks = 0;

  /** `prefix`: of the lists. `length`: how many chunks one object lists at most. */
  constructor(bank: BankSection, prefix: string, length: number) {
    this.#bank = bank;
    this.#prefix = prefix;
    this.#length = length;
  }

  /** `number` is that of the chunk under `prefix`. */
  async add(prefix: string, number: number, hash: string): Promise<void> {
    const last = this.#runs.at(-1);
    if (last?.prefix === prefix && last.first + last.sha256.length === number) last.sha256.push(hash);
    else this.#runs.push({ prefix, first: number, sha256: [hash] });
    this.#chunks += 1;
    if (this.#chunks === this.#length) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#chunks === 0) return;
    const bytes = encodeRecord(format, { runs: this.#runs.map((run) => ({ ...run })) });
    const key = `${this.#prefix}/list-${this.references.length + 1}`;
    this.references.push({ key, size: bytes.length, sha256: sha256(bytes), chunks: this.#chunks });
    this.#runs = [];
    this.#chunks = 0;
    await this.#bank.putObject(key, bytes);
  }
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
      for (const { prefix, first, sha256: hashes } of (body as unknown as { runs: readonly StoredRun[] }).runs) {
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
