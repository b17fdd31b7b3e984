import { createHash } from 'node:crypto';
import type { OpenStream } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import type { MemoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect } from '../../collect.js';
import { openBank } from '../bank.js';
import { loadStream } from './load-stream.js';
import type { StreamRecord } from './object-record.js';
import { ownKeys, storedKeys } from './object-record.js';
import { content, pieces } from './section.fixture.js';
import { partLength, partUpTo } from './stored-part.js';
import type { StoredChunks, StoredPart } from './stored-part.js';
import { storeStream } from './store-stream.js';
import type { StoreStreamResult } from './store-stream.js';

const limits = { chunkSize: 8, listLength: 3 };
const signal = new AbortController().signal;
const place = { resource: 'T#1', name: 'disk', key: 'x' } as const;

/** What a journal would know after these were told. */
function grown(part: StoredPart | undefined, { position, ...chunks }: StoredChunks): StoredPart {
  const { identity, chunkSize, ...run } = chunks;
  const before = part && position > 1 ? partUpTo(part, position - 1) : { identity, chunkSize, runs: [] };
  expect(partLength(before)).toBe(position - 1);
  return { ...before, runs: [...before.runs, run] };
}

/** A stream that is written again and again, as processes that are killed would. */
class Tries {
  part: StoredPart | undefined;
  /** At which offsets the source was opened in the last try, and what was read back in them. */
  offsets: number[] = [];
  readBack = Buffer.alloc(0);
  #count = 0;

  constructor(
    readonly plugin: MemoryBank,
    readonly bytes: Buffer,
    /** Whether the source reads back what is stored. */
    readonly asks: boolean,
  ) {}

  async go(cutAfter = Infinity, identity = 'i', faults: Parameters<typeof faultyBank>[1] = []): Promise<StoreStreamResult> {
    this.#count += 1;
    this.offsets = [];
    const open: OpenStream = async ({ offset, stored }) => {
      this.offsets.push(offset);
      if (this.asks) this.readBack = Buffer.concat(await collect(stored()));
      return this.#source(offset, cutAfter);
    };
    return storeStream(open, {
      ...{ bank: openBank(faultyBank(this.plugin, faults)), resource: 'T#1', name: 'disk', identity, limits, signal },
      ...{ prefix: `data/${this.#count}`, earlier: this.part, onStored: () => undefined },
      onChunks: (chunks) => (this.part = grown(this.part, chunks)),
    });
  }

  async finished(identity = 'i'): Promise<StreamRecord> {
    const result = await this.go(Infinity, identity);
    if ('error' in result) throw result.error;
    return result.record;
  }

  /** The keys that the part stands for. */
  keys(): string[] {
    return (this.part?.runs ?? []).flatMap(({ prefix, first, sha256 }) => sha256.map((_, index) => `${prefix}/${first + index}`));
  }

  async *#source(offset: number, end: number): AsyncGenerator<Uint8Array> {
    yield* pieces(this.bytes.subarray(offset, Math.max(offset, end)), [5]);
    // Otherwise what was given last would always be lost.
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    if (end < this.bytes.length) throw new Error('cut off');
  }
}

async function loaded(plugin: MemoryBank, record: StreamRecord, offset = 0): Promise<Buffer> {
  return Buffer.concat(await collect(loadStream({ bank: openBank(plugin), record, place, offset, signal })));
}

/** What a stream is, whatever became of it on the way. */
async function expectWhole(tries: Tries, record: StreamRecord): Promise<void> {
  const { plugin, bytes } = tries;
  const { sha256, size, chunks } = await new Tries(memoryBank(), bytes, false).finished();
  expect(record).toMatchObject({ sha256, size, chunks, identity: 'i', chunkSize: 8 });
  expect((await loaded(plugin, record)).equals(bytes)).toBe(true);
  const middle = Math.floor(bytes.length / 2);
  expect((await loaded(plugin, record, middle)).equals(bytes.subarray(middle))).toBe(true);
  for (const key of storedKeys(record)) expect(plugin.bytes(key)).toBeDefined();
  expect(new Set(storedKeys(record)).size).toBe(chunks + record.lists.length);
  for (const key of ownKeys(record)) expect(key.startsWith(`${record.prefix}/`)).toBe(true);
  const reused = [...storedKeys(record)].length - [...ownKeys(record)].length;
  expect(reused).toBe(tries.offsets.at(-1)! / 8);
  if (tries.asks) expect(tries.readBack.equals(bytes.subarray(0, tries.offsets.at(-1)))).toBe(true);
}

const cuts = fc.array(fc.nat(120), { minLength: 1, maxLength: 4 });

test('a stream that is cut off anywhere, once or several times, is what it is undisturbed', async () => {
  let reused = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(100), cuts, fc.boolean(), async (size, cutAfter, asks) => {
      const tries = new Tries(memoryBank(), content(size), asks);
      for (const end of cutAfter) await tries.go(end);
      const known = tries.part ? partLength(tries.part) : 0;
      const record = await tries.finished();
      expect(tries.offsets).toEqual([known * 8]);
      reused += known;
      await expectWhole(tries, record);
    }),
    { seed: 11, numRuns: 100 },
  );
  expect(reused).toBeGreaterThan(200);
});

test('so is one whose bank fails at any write, its answer lost or not', async () => {
  const fault = fc.record({ fault: fc.constantFrom('refuse' as const, 'lose-answer' as const, 'silence' as const), nth: fc.integer({ min: 1, max: 16 }) });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 40, max: 100 }), fc.array(fault, { minLength: 1, maxLength: 3 }), fc.boolean(), async (size, faults, asks) => {
      const tries = new Tries(memoryBank(), content(size), asks);
      for (const one of faults) await tries.go(Infinity, 'i', [{ method: 'putObject', ...one }]);
      await expectWhole(tries, await tries.finished());
    }),
    { seed: 12, numRuns: 100 },
  );
});

test('goes on from the last good chunk: what is gone is always noticed, what is damaged when it is read back', async () => {
  const damage = fc.record({ at: fc.nat(), how: fc.constantFrom('delete', 'change', 'cut') });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 8, max: 96 }), fc.array(damage, { minLength: 1, maxLength: 3 }), fc.boolean(), async (end, damages, asks) => {
      const tries = new Tries(memoryBank(), content(100), asks);
      await tries.go(end);
      await tries.go(end + 8);
      const keys = tries.keys();
      let good = keys.length;
      for (const { at, how } of damages) {
        const index = at % keys.length;
        const key = keys[index]!;
        if (how !== 'delete' && !asks) continue;
        good = Math.min(good, index);
        if (how === 'delete') await tries.plugin.deleteObject(key);
        else await tries.plugin.putObject(key, new Uint8Array(how === 'change' ? 8 : 7).fill(0xee));
      }
      const record = await tries.finished();
      expect(tries.offsets.at(-1)).toBe(good * 8);
      await expectWhole(tries, record);
    }),
    { seed: 13, numRuns: 100 },
  );
});

describe('what is stored is', () => {
  test('not written again, nor are older tries written to', async () => {
    const plugin = memoryBank();
    const tries = new Tries(plugin, content(100), true);
    await tries.go(50);
    const before = new Map(plugin.keys().map((key) => [key, plugin.bytes(key)]));
    const record = await tries.finished();
    expect(tries.offsets).toEqual([48]);
    for (const [key, bytes] of before) expect(plugin.bytes(key)).toEqual(bytes);
    expect(record.runs).toEqual([{ prefix: 'data/1', first: 1, chunks: 6 }, { prefix: 'data/2', first: 1, chunks: 7 }]);
  });

  test('of no use to another content or another size of chunks', async () => {
    const tries = new Tries(memoryBank(), content(100), true);
    await tries.go(50);
    const part = tries.part!;
    const other = await tries.finished('other');
    expect(tries.offsets).toEqual([0]);
    expect(other).not.toHaveProperty('runs');
    expect(tries.part).toMatchObject({ identity: 'other', runs: [{ prefix: 'data/2' }, ...tries.part!.runs.slice(1)] });
    tries.part = { ...part, chunkSize: 16 };
    await tries.finished();
    expect(tries.offsets).toEqual([0]);
  });

  test('told again in the try that uses it, so that its own account is whole', async () => {
    const tries = new Tries(memoryBank(), content(100), false);
    await tries.go(80);
    const told: StoredChunks[] = [];
    const options = { bank: openBank(tries.plugin), resource: 'T#1', name: 'disk', identity: 'i', limits, signal } as const;
    const done: number[] = [];
    await storeStream(({ offset }) => pieces(content(100).subarray(offset)), {
      ...{ ...options, prefix: 'data/9', earlier: tries.part, onStored: (bytes: number) => done.push(bytes) },
      onChunks: (chunks) => told.push(chunks),
    });
    expect(told.flatMap(({ position, prefix, first, sha256 }) => sha256.map((_, index) => [position + index, `${prefix}/${first + index}`]))).toEqual([
      ...Array.from({ length: 10 }, (_, index) => [index + 1, `data/1/${index + 1}`]),
      ...[[11, 'data/9/1'], [12, 'data/9/2']],
    ]);
    expect(done).toEqual([80, 8, 8, 4]);
  });

  test('found though a listing does not show it yet', async () => {
    const tries = new Tries(memoryBank(), content(100), false);
    await tries.go(50);
    const late = { ...tries.plugin, async *listObjects() {} };
    const options = { bank: openBank(late), resource: 'T#1', name: 'disk', identity: 'i', limits, signal, onStored: () => undefined } as const;
    const offsets: number[] = [];
    const open: OpenStream = ({ offset }) => {
      offsets.push(offset);
      return pieces(content(100).subarray(offset));
    };
    await storeStream(open, { ...options, prefix: 'data/9', earlier: tries.part });
    expect(offsets).toEqual([48]);
  });

  test('all that there is, when nothing was missing but the end', async () => {
    const tries = new Tries(memoryBank(), content(96), true);
    await tries.finished();
    const record = await tries.finished();
    expect(tries.offsets).toEqual([96]);
    expect(record.runs).toEqual([{ prefix: 'data/1', first: 1, chunks: 12 }]);
    await expectWhole(tries, record);
  });
});

test('a source that does not mind a damaged chunk is closed and opened again before it', async () => {
  const tries = new Tries(memoryBank(), content(100), false);
  await tries.go(50);
  await tries.plugin.putObject('data/1/3', Buffer.from('damaged!'));
  const opened: string[] = [];
  async function* source(offset: number): AsyncGenerator<Uint8Array> {
    opened.push(`open ${offset}`);
    try {
      yield* pieces(content(100).subarray(offset));
    } finally {
      opened.push(`close ${offset}`);
    }
  }
  const open: OpenStream = async ({ offset, stored }) => {
    const iterable = source(offset);
    if (offset > 16) await iterable.next();
    await collect(stored()).catch(() => undefined);
    return iterable;
  };
  const options = { bank: openBank(tries.plugin), resource: 'T#1', name: 'disk', identity: 'i', limits, signal, onStored: () => undefined } as const;
  const result = await storeStream(open, { ...options, prefix: 'data/9', earlier: tries.part });
  expect(opened).toEqual(['open 48', 'close 48', 'open 16', 'close 16']);
  if ('error' in result) throw result.error;
  expect((await loaded(tries.plugin, result.record)).equals(content(100))).toBe(true);
});

test('a bank that cannot be reached is no damage', async () => {
  const tries = new Tries(memoryBank(), content(100), true);
  await tries.go(50);
  const part = tries.part;
  const result = await tries.go(Infinity, 'i', [{ fault: 'refuse', method: 'getObject', nth: 3 }]);
  expect(result).toMatchObject({ error: { code: 'KARBOR_BANK_FAILED' } });
  expect(tries.offsets).toEqual([48]);
  expect(tries.part).toBe(part);
});

test('the hash over all bytes is that of the whole', async () => {
  const tries = new Tries(memoryBank(), content(100), true);
  await tries.go(70);
  await tries.finished();
  const hash = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest('hex');
  expect(hash(Buffer.concat([tries.readBack, content(100).subarray(tries.offsets[0])]))).toBe(hash(content(100)));
});
