import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { defineProtectionPlugin, writeHashedStream } from './index.js';
import type { OpenStream, WriteSection } from './index.js';
import { operationHarness } from './testing/index.js';

const bytes = Buffer.from('all the bytes of an image');
const sha512 = createHash('sha512').update(bytes).digest('hex');
const options = { identity: 'image 1', algorithm: 'sha512', total: bytes.length };

async function* from(offset: number): AsyncGenerator<Uint8Array> {
  for (let start = offset; start < bytes.length; start += 10) yield bytes.subarray(start, start + 10);
}

/** Runs `work` with a section as a hook of protect has it. */
async function withSection(work: (section: WriteSection) => Promise<void>): Promise<void> {
  const plugin = defineProtectionPlugin({
    name: 'p',
    resourceTypes: ['T'],
    operations: { protect: { onMain: ({ section }) => work(section) } },
  });
  await operationHarness(plugin, { resource: { type: 'T', id: '1', name: 'one' } }).protect();
}

/** A section that has the first bytes of the stream already, as after a retry. */
function resuming(section: WriteSection, stored: number): WriteSection {
  async function* all(open: OpenStream): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, stored);
    yield* await open({ offset: stored });
  }
  return { ...section, writeStream: (name, open, given) => section.writeStream(name, () => all(open), given) };
}

test('stores a stream and gives the hash of all its bytes', async () => {
  await withSection(async (section) => {
    const stored = await writeHashedStream(section, 'data', ({ offset }) => from(offset), options);
    expect(stored).toEqual({ ...(await section.stat('data')), hash: sha512 });
    expect(stored).toMatchObject({ kind: 'stream', size: bytes.length });
  });
});

test('hashes what an earlier try had stored too', async () => {
  await withSection(async (section) => {
    const offsets: number[] = [];
    const open: OpenStream = ({ offset }) => {
      offsets.push(offset);
      return from(offset);
    };
    expect((await writeHashedStream(resuming(section, 10), 'data', open, options)).hash).toBe(sha512);
    expect(offsets).toEqual([10]);
  });
});

test('does not open the source for what is stored whole', async () => {
  await withSection(async (section) => {
    const open: OpenStream = () => {
      throw new Error('416 Range Not Satisfiable');
    };
    expect((await writeHashedStream(resuming(section, bytes.length), 'data', open, options)).hash).toBe(sha512);
  });
});
