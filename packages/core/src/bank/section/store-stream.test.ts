import { createHash } from 'node:crypto';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect } from '../../collect.js';
import { openBank } from '../bank.js';
import { loadStream } from './load-stream.js';
import type { StreamRecord } from './object-record.js';
import { storedKeys } from './object-record.js';
import { content, pieces } from './section.fixture.js';
import { storeStream } from './store-stream.js';

const limits = { chunkSize: 8, listLength: 3 };
const place = { resource: 'T#1', name: 'disk', key: 'data/s' } as const;
const signal = new AbortController().signal;

async function store(plugin: ReturnType<typeof memoryBank>, source: () => AsyncIterable<Uint8Array>): Promise<StreamRecord> {
  const bank = openBank(plugin);
  const options = { bank, resource: 'T#1', prefix: 'data/s', name: 'disk', identity: 'i', onStored: () => undefined, limits, signal } as const;
  const result = await storeStream(source, options);
  if ('error' in result) throw result.error;
  return result.record;
}

function load(plugin: ReturnType<typeof memoryBank>, record: StreamRecord, offset = 0) {
  return loadStream({ bank: openBank(plugin), record, place, offset, signal });
}

test('any split of a source gives the same stream, which reads back from any offset', async () => {
  const splits = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }).filter((sizes) => sizes.some((size) => size > 0));
  await fc.assert(
    fc.asyncProperty(fc.nat(100), splits, fc.nat(), async (size, sizes, at) => {
      const bytes = content(size);
      const [whole, split] = [memoryBank(), memoryBank()];
      const record = await store(whole, () => pieces(bytes, [size]));
      expect(await store(split, () => pieces(bytes, sizes))).toEqual(record);
      expect(split.keys()).toEqual(whole.keys());
      expect([...storedKeys(record)].sort()).toEqual([...whole.keys()].sort());
      for (const key of whole.keys()) expect(split.bytes(key)).toEqual(whole.bytes(key));
      const offset = at % (size + 1);
      expect(Buffer.concat(await collect(load(split, record, offset)))).toEqual(bytes.subarray(offset));
    }),
    { seed: 6, numRuns: 200 },
  );
});

test('says size, chunks and the hash over the hashes of the chunks', async () => {
  const bytes = content(20);
  const record = await store(memoryBank(), () => pieces(bytes));
  const hash = (part: Uint8Array) => createHash('sha256').update(part).digest();
  const chunks = [bytes.subarray(0, 8), bytes.subarray(8, 16), bytes.subarray(16)];
  const sha256 = hash(Buffer.concat(chunks.map(hash))).toString('hex');
  expect(record).toMatchObject({ kind: 'stream', size: 20, chunks: 3, chunkSize: 8, identity: 'i', prefix: 'data/s', sha256 });
});

test('is not disturbed by a source that uses its buffer again', async () => {
  const plugin = memoryBank();
  async function* reusing() {
    const buffer = new Uint8Array(8);
    for (let turn = 1; turn <= 5; turn++) yield await Promise.resolve(buffer.fill(turn));
  }
  const record = await store(plugin, reusing);
  expect((await collect(load(plugin, record))).map(([first]) => first)).toEqual([1, 2, 3, 4, 5]);
});

test('every damage to any object of a stream is found', async () => {
  const bytes = content(60);
  const original = memoryBank();
  const record = await store(original, () => pieces(bytes));
  const damages = fc.record({
    key: fc.constantFrom(...original.keys()),
    at: fc.nat(),
    how: fc.constantFrom('flip', 'cut', 'longer', 'missing', 'swap'),
  });
  await fc.assert(
    fc.asyncProperty(damages, async ({ key, at, how }) => {
      const plugin = memoryBank();
      for (const one of original.keys()) await plugin.putObject(one, original.bytes(one)!);
      const good = original.bytes(key)!;
      if (how === 'missing') await plugin.deleteObject(key);
      if (how === 'flip') await plugin.putObject(key, good.map((byte, index) => (index === at % good.length ? byte ^ 1 : byte)));
      if (how === 'cut') await plugin.putObject(key, good.subarray(0, at % good.length));
      if (how === 'longer') await plugin.putObject(key, Buffer.concat([good, Buffer.of(0)]));
      if (how === 'swap') await plugin.putObject(key, original.bytes(original.keys().find((one) => one !== key)!)!);
      await expect(collect(load(plugin, record))).rejects.toMatchObject({
        code: 'KARBOR_OBJECT_CORRUPT',
        details: { resource: 'T#1', name: 'disk', key, chunk: expect.any(Number) as unknown },
      });
    }),
    { seed: 7, numRuns: 150 },
  );
});

test('a list that was left out of the record is found', async () => {
  const plugin = memoryBank();
  const record = await store(plugin, () => pieces(content(60)));
  const cut = { ...record, lists: record.lists.slice(0, -1) };
  await expect(collect(load(plugin, cut))).rejects.toThrow(/its chunks are not those that were stored/);
});

describe('reading', () => {
  test('starts in the chunk of its offset', async () => {
    const inner = memoryBank();
    const record = await store(inner, () => pieces(content(60)));
    const plugin = faultyBank(inner);
    const bytes = Buffer.concat(await collect(loadStream({ bank: openBank(plugin), record, place, offset: 41, signal })));
    expect(bytes).toEqual(content(60).subarray(41));
    expect(plugin.calls.map(({ key }) => key)).toEqual(['data/s/list-2', 'data/s/6', 'data/s/list-3', 'data/s/7', 'data/s/8']);
  });

  test('refuses an offset that is not in the stream', async () => {
    const plugin = memoryBank();
    const record = await store(plugin, () => pieces(content(20)));
    expect(await collect(load(plugin, record, 20))).toEqual([]);
    for (const offset of [-1, 21, 0.5, NaN]) {
      await expect(collect(load(plugin, record, offset))).rejects.toMatchObject({ code: 'KARBOR_OFFSET_INVALID' });
    }
  });

  test('reads ahead two chunks and no more, and stops when nobody reads on', async () => {
    const inner = memoryBank();
    const record = await store(inner, () => pieces(content(80)));
    const plugin = faultyBank(inner);
    for await (const _ of loadStream({ bank: openBank(plugin), record, place, offset: 0, signal })) break;
    expect(plugin.count({ key: /\/\d+$/ })).toBe(3);
  });

  test('passes on that the bank cannot be reached', async () => {
    const inner = memoryBank();
    const record = await store(inner, () => pieces(content(80)));
    const bank = openBank(faultyBank(inner, [{ fault: 'refuse', key: 'data/s/2' }]));
    const read = collect(loadStream({ bank, record, place, offset: 0, signal }));
    await expect(read).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED' });
  });
});
