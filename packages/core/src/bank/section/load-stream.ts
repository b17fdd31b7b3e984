import { createHash } from 'node:crypto';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { joinKey } from '../object-key.js';
import { chunksFrom } from './chunk-list.js';
import type { ChunkReference } from './chunk-list.js';
import { corruptObject } from './object-errors.js';
import type { ObjectPlace } from './object-errors.js';
import type { StreamRecord } from './object-record.js';
import { readObject } from './read-object.js';

/** How many chunks are fetched before they are asked for. */
const readAhead = 2;

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
  const { bank, record, place, offset } = options;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > record.size) throw badOffset(options);
  if (offset === record.size) return;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const first = Math.floor(offset / record.chunkSize) + 1;
  const ahead: Promise<Uint8Array>[] = [];
  const whole = createHash('sha256');
  try {
    let skip = offset % record.chunkSize;
    const cut = (bytes: Uint8Array) => {
      const part = bytes.subarray(skip);
      skip = 0;
      return part;
    };
    for await (const chunk of chunksFrom(bank, record, place, first, signal)) {
      whole.update(chunk.sha256, 'hex');
      ahead.push(fetchChunk(chunk));
      const due = ahead.length > readAhead && ahead.shift();
      if (due) yield cut(await due);
    }
    for (const due of ahead) yield cut(await due);
    if (offset === 0 && whole.digest('hex') !== record.sha256) {
      throw corruptObject(place, 'its chunks are not those that were stored');
    }
  } finally {
    stopped.abort();
  }

  function fetchChunk({ number, ...expected }: ChunkReference): Promise<Uint8Array> {
    const at = { ...place, key: joinKey(bank.prefix, expected.key), chunk: number };
    const fetched = readObject(bank, expected, at, signal);
    // It may be given up before anybody waits for it.
    fetched.catch(() => undefined);
    return fetched;
  }
}

function badOffset({ place, record, offset }: LoadStreamOptions): KarborError {
  return new KarborError(
    'KARBOR_OFFSET_INVALID',
    `${place.resource}: "${place.name}" has ${record.size} bytes and cannot be read from ${offset} on.`,
    { details: { resource: place.resource, name: place.name, offset, size: record.size } },
  );
}
