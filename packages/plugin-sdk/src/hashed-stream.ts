import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { OpenStream, StoredObject, WriteSection, WriteStreamOptions } from './section.js';

/** How to write a stream whose hash is wanted. */
export interface WriteHashedStreamOptions extends WriteStreamOptions {
  /** As `node:crypto` names it, such as `sha512`. */
  readonly algorithm: string;
}

/**
 * Stores a stream, as `section.writeStream` does, and gives the hash of all its bytes (lower-case hex), to be compared
 * with what their source says. What an earlier try had stored is read back from the bank for it.
 */
export async function writeHashedStream(
  section: WriteSection,
  name: string,
  open: OpenStream,
  { algorithm, ...options }: WriteHashedStreamOptions,
): Promise<StoredObject & { readonly hash: string }> {
  let whole = createHash(algorithm);
  const stored = await section.writeStream(
    name,
    async (at) => {
      whole = createHash(algorithm);
      for await (const chunk of at.stored()) whole.update(chunk);
      // Everything is stored already, and a source may refuse to give what lies behind its end.
      return at.offset > 0 && at.offset === options.total ? nothing() : hashed(await open(at), whole);
    },
    options,
  );
  return { ...stored, hash: whole.digest('hex') };
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
