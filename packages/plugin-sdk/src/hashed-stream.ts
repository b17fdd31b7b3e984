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
 * with what their source says. Chunks that an earlier try had stored are read back from the bank for it.
 */
export async function writeHashedStream(
  section: WriteSection,
  name: string,
  open: OpenStream,
  { algorithm, ...options }: WriteHashedStreamOptions,
): Promise<StoredObject & { readonly hash: string }> {
  const whole: { hash?: Hash } = {};
  const stored = await section.writeStream(
    name,
    async (at) => {
      if (at.offset === 0) return hashed(await open(at), (whole.hash = createHash(algorithm)));
      // Everything is stored already, and a source may refuse to give what lies behind its end.
      return at.offset === options.total ? nothing() : open(at);
    },
    options,
  );
  if (whole.hash) return { ...stored, hash: whole.hash.digest('hex') };
  const hash = createHash(algorithm);
  for await (const chunk of section.readStream(name, options.signal ? { signal: options.signal } : {})) hash.update(chunk);
  return { ...stored, hash: hash.digest('hex') };
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
