import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from './blob-store.js';
import { FolderBlobStore } from './folder-blob-store.js';
import { MemoryBlobStore } from './memory-blob-store.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devcloud-blobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const collect = async (stream: Readable): Promise<Buffer> => Buffer.concat((await stream.toArray()) as Buffer[]);
const source = (...parts: readonly (string | Buffer)[]): AsyncIterable<Buffer> =>
  Readable.from(parts.map((part) => Buffer.from(part))) as AsyncIterable<Buffer>;

/** Sizes around the chunks of 64 KiB that the memory holds. */
const size = fc.integer({ min: 0, max: 200_000 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), at: size, length: size, value: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant('resize' as const), size }),
  fc.record({ kind: fc.constant('copy' as const) }),
);

describe.each([
  ['memory', () => Promise.resolve(new MemoryBlobStore())],
  ['a folder', () => FolderBlobStore.open(folder)],
])('bytes in %s', (_name, open: () => Promise<BlobStore>) => {
  it('are what a plain buffer would hold', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.array(step, { maxLength: 8 }), async (start, steps) => {
        const store = await open();
        await store.create('a', start);
        let expected: Buffer = Buffer.alloc(start);
        let copied: Buffer | undefined;
        for (const one of steps) {
          if (one.kind === 'write') {
            const at = Math.min(one.at, expected.length);
            const bytes = Buffer.alloc(Math.min(one.length, expected.length - at), one.value);
            await store.write('a', at, bytes);
            expected.set(bytes, at);
          } else if (one.kind === 'resize') {
            await store.resize('a', one.size);
            expected = Buffer.concat([
              expected.subarray(0, one.size),
              Buffer.alloc(Math.max(0, one.size - expected.length)),
            ]);
          } else {
            await store.copy('a', 'b');
            copied = Buffer.from(expected);
          }
        }
        expect((await collect(store.stream('a'))).equals(expected)).toBe(true);
        expect(await store.size('a')).toBe(expected.length);
        if (copied !== undefined) expect((await collect(store.stream('b'))).equals(copied)).toBe(true);
        const [from, to] = [Math.floor(expected.length / 3), Math.floor(expected.length / 2)];
        expect((await store.read('a', from, to - from)).equals(expected.subarray(from, to))).toBe(true);
        expect((await collect(store.stream('a', from, to))).equals(expected.subarray(from, to))).toBe(true);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it('are filled from a stream, replacing what was there', async () => {
    const store = await open();
    const parts = [Buffer.alloc(70_000, 1), Buffer.alloc(70_000), Buffer.from('end')];
    expect(await store.fill('a', source(...parts))).toBe(140_003);
    expect(
      createHash('md5')
        .update(await collect(store.stream('a')))
        .digest('hex'),
    ).toBe(createHash('md5').update(Buffer.concat(parts)).digest('hex'));
    await store.fill('a', source('short'));
    expect((await store.read('a', 0, 100)).toString()).toBe('short');
  });

  it('stay as they were when the stream breaks', async () => {
    const store = await open();
    await store.fill('a', source('whole'));
    const breaking = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from('half');
      await Promise.reject(new Error('broken'));
    };
    await expect(store.fill('a', breaking())).rejects.toThrow('broken');
    await expect(store.fill('new', breaking())).rejects.toThrow('broken');
    expect((await store.read('a', 0, 100)).toString()).toBe('whole');
    await expect(store.size('new')).rejects.toThrow('There are no bytes called new.');
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('are missing by name', async () => {
    const store = await open();
    const uses: (() => Promise<unknown>)[] = [
      () => store.read('x', 0, 1),
      () => store.write('x', 0, Buffer.from('y')),
      () => store.copy('x', 'y'),
      () => store.resize('x', 1),
      () => store.size('x'),
    ];
    for (const use of uses) await expect(use()).rejects.toMatchObject({ name: 'BlobMissing', blob: 'x' });
    await store.remove('x');
  });

  it('give a copy of one instant while they are written', async () => {
    const store = await open();
    await store.create('a', 100_000);
    const writes: Promise<void>[] = [];
    for (let round = 1; round <= 20; round += 1) writes.push(store.write('a', 0, Buffer.alloc(100_000, round)));
    await Promise.all([...writes, store.copy('a', 'b')]);
    const copy = await collect(store.stream('b'));
    expect(new Set(copy).size).toBe(1);
  });
});
