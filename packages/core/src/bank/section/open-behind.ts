import { isKarborError } from '@karbor/plugin-sdk';
import type { OpenStream } from '@karbor/plugin-sdk';
import { partLength, partUpTo } from './stored-part.js';
import type { StoredPart } from './stored-part.js';

/** A source and the chunks that it follows. */
export interface OpenedBehind {
  readonly source: AsyncIterable<Uint8Array>;
  readonly part: StoredPart;
}

/** Opens a source behind the chunks of a part, as far as they are good: where `read` finds one damaged, before that one. */
export async function openBehind(
  open: OpenStream,
  part: StoredPart,
  read: (part: StoredPart) => AsyncIterable<Uint8Array>,
): Promise<OpenedBehind> {
  let good = part;
  for (;;) {
    const chunks = partLength(good);
    const reading = new CheckedReading(() => read(good));
    try {
      const source = await open({ offset: chunks * good.chunkSize, stored: () => reading.start() });
      if (reading.damagedAt === undefined) return { source, part: good };
      // Who does not mind a damaged chunk has opened at a wrong offset all the same.
      await source[Symbol.asyncIterator]().return?.();
    } catch (error) {
      if (reading.damagedAt === undefined) throw error;
    }
    good = partUpTo(good, reading.damagedAt);
  }
}

/** Notes how many chunks were read before a damaged one. */
class CheckedReading {
  readonly #read: () => AsyncIterable<Uint8Array>;
  damagedAt: number | undefined;

  constructor(read: () => AsyncIterable<Uint8Array>) {
    this.#read = read;
  }

  async *start(): AsyncGenerator<Uint8Array> {
    let chunks = 0;
    try {
      for await (const bytes of this.#read()) {
        yield bytes;
        chunks += 1;
      }
    } catch (error) {
      if (isKarborError(error, 'KARBOR_OBJECT_CORRUPT')) this.damagedAt = chunks;
      throw error;
    }
  }
}
