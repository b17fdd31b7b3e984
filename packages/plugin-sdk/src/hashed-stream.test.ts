import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { writeHashedStream } from './hashed-stream.js';
import type { WriteSection } from './section.js';

const bytes = Buffer.from('all the bytes of a stream');
const hash = createHash('sha512').update(bytes).digest('hex');
const options = { identity: 'one', algorithm: 'sha512', total: bytes.length };

/** A section that has the first bytes already, and takes the rest from its source. */
function sectionWith(stored: number) {
  const kept: Uint8Array[] = [bytes.subarray(0, stored)];
  return {
    async writeStream(_name, open) {
      for await (const piece of await open({ offset: stored })) kept.push(piece);
      return { kind: 'stream', size: Buffer.concat(kept).length, sha256: 'of the chunks' };
    },
    async *readStream() {
      yield* await Promise.resolve(kept);
    },
  } satisfies Partial<WriteSection> as Partial<WriteSection> as WriteSection;
}

/** A source that, as services do, has nothing to give at or behind its end. */
async function* from(offset: number): AsyncGenerator<Uint8Array> {
  if (offset >= bytes.length) throw new RangeError('The offset is behind the end.');
  for (let at = offset; at < bytes.length; at += 7) yield await Promise.resolve(bytes.subarray(at, at + 7));
}

test.each([0, 10, bytes.length])('hashes all bytes of a stream of which %d were stored before', async (stored) => {
  const offsets: number[] = [];
  const open = ({ offset }: { readonly offset: number }) => {
    offsets.push(offset);
    return from(offset);
  };
  const written = await writeHashedStream(sectionWith(stored), 'data', open, options);
  expect(written).toEqual({ kind: 'stream', size: bytes.length, sha256: 'of the chunks', hash });
  expect(offsets).toEqual(stored === bytes.length ? [] : [stored]);
});

test('fails with what the source fails with', async () => {
  const open = () => Promise.reject(new Error('no source'));
  await expect(writeHashedStream(sectionWith(0), 'data', open, options)).rejects.toThrow('no source');
});
