import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { writeHashedStream } from './hashed-stream.js';
import type { WriteSection } from './section.js';

const bytes = Buffer.from('all the bytes of a stream');
const hash = createHash('sha512').update(bytes).digest('hex');
const options = { identity: 'one', algorithm: 'sha512', total: bytes.length };

/** A section that has the first bytes already, the last `damaged` of them no good, and takes the rest from its source. */
function sectionWith(stored: number, damaged = 0) {
  async function* damagedBytes(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytes.subarray(0, stored - damaged));
    throw new Error('damaged');
  }
  return {
    async writeStream(_name, open) {
      if (damaged > 0) await expect(open({ offset: stored, stored: damagedBytes })).rejects.toThrow('damaged');
      const good = stored - damaged;
      const kept = [bytes.subarray(0, good)];
      for await (const piece of await open({ offset: good, stored: () => from(0, good) })) kept.push(Buffer.from(piece));
      return { kind: 'stream', size: Buffer.concat(kept).length, sha256: 'of the chunks' };
    },
  } satisfies Partial<WriteSection> as Partial<WriteSection> as WriteSection;
}

/** A source that, as services do, has nothing to give at or behind its end. */
async function* from(offset: number, end = bytes.length): AsyncGenerator<Uint8Array> {
  if (offset >= bytes.length) throw new RangeError('The offset is behind the end.');
  for (let at = offset; at < end; at += 7) yield await Promise.resolve(bytes.subarray(at, Math.min(at + 7, end)));
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

test('hashes anew when it is opened again before what is damaged', async () => {
  const offsets: number[] = [];
  const open = ({ offset }: { readonly offset: number }) => {
    offsets.push(offset);
    return from(offset);
  };
  const written = await writeHashedStream(sectionWith(20, 6), 'data', open, options);
  expect(written).toMatchObject({ size: bytes.length, hash });
  expect(offsets).toEqual([14]);
});

test('fails with what the source fails with', async () => {
  const open = () => Promise.reject(new Error('no source'));
  await expect(writeHashedStream(sectionWith(0), 'data', open, options)).rejects.toThrow('no source');
});
