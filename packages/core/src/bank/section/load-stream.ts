import { createHash } from 'node:crypto';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { chunksFrom } from './chunk-list.js';
import { corruptObject } from './object-errors.js';
import type { ObjectPlace } from './object-errors.js';
import type { StreamRecord } from './object-record.js';
import { readChunks } from './read-chunks.js';
import type { ChunkReference } from './stored-part.js';

/** What a stored stream is read with. */
export interface LoadStreamOptions {
  readonly bank: BankSection;
  readonly record: StreamRecord;
  readonly place: ObjectPlace;
  /** In bytes. */
  readonly offset: number;
  readonly signal: AbortSignal;
}

/**
 * The bytes of a stored stream from an offset on, each chunk checked; from 0 on, the whole's hash as well.
 * @throws KarborError `KARBOR_OBJECT_CORRUPT`, `KARBOR_OFFSET_INVALID`
 */
export async function* loadStream(options: LoadStreamOptions): AsyncGenerator<Uint8Array> {
  const { bank, record, place, offset, signal } = options;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > record.size) throw badOffset(options);
  if (offset === record.size) return;
  const first = Math.floor(offset / record.chunkSize) + 1;
  const whole = createHash('sha256');
  let skip = offset % record.chunkSize;
  for await (const bytes of readChunks(bank, hashed(chunksFrom(bank, record, place, first, signal)), place, signal)) {
    yield bytes.subarray(skip);
    skip = 0;
  }
  if (offset === 0 && whole.digest('hex') !== record.sha256) {
    throw corruptObject(place, 'its chunks are not those that were stored');
  }

  async function* hashed(chunks: AsyncIterable<ChunkReference>): AsyncGenerator<ChunkReference> {
    for await (const chunk of chunks) {
      whole.update(chunk.sha256, 'hex');
      yield chunk;
    }
  }
}

function badOffset({ place, record, offset }: LoadStreamOptions): KarborError {
  return new KarborError(
    'KARBOR_OFFSET_INVALID',
    `${place.resource}: "${place.name}" has ${record.size} bytes and cannot be read from ${offset} on.`,
    { details: { resource: place.resource, name: place.name, offset, size: record.size } },
  );
}
