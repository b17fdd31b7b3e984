import { Readable } from 'node:stream';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test, vi } from 'vitest';
import { collect } from '../../collect.js';
import { content, pieces, sectionsOf } from './section.fixture.js';

const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;
const chunk = 4 * 2 ** 20;
const identity = 'image-1';

/** A source that says when it was stopped; it hangs after `count` pieces. */
function hangingSource(count: number) {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  let given = 0;
  const iterator: AsyncIterableIterator<Uint8Array> = {
    next: () => (given++ < count ? Promise.resolve({ value: new Uint8Array(chunk) }) : new Promise(() => undefined)),
    return: () => {
      stop();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { source: () => iterator, stopped };
}

test('stores and reads back a stream of several chunks, with progress', async () => {
  const bytes = content(2 * chunk + 1000);
  const sections = sectionsOf(memoryBank());
  const stored: unknown[] = [];
  const attempt = sections.write('onMain', 1, { onProgress: (...progress) => stored.push(progress) });
  const result = await attempt.section.section('disks').writeStream('vda', () => pieces(bytes), { identity, total: bytes.length });
  expect(result).toMatchObject({ kind: 'stream', size: bytes.length });
  expect(stored.at(-1)).toEqual([bytes.length, bytes.length, 'disks/vda']);
  expect(stored).toHaveLength(3);
  attempt.commit();
  const read: unknown[] = [];
  const { section } = sections.read({ onProgress: (...progress) => read.push(progress) });
  expect(await section.stat('disks/vda')).toEqual(result);
  expect(Buffer.concat(await collect(section.readStream('disks/vda'))).equals(bytes)).toBe(true);
  expect(read).toEqual([chunk, 2 * chunk, bytes.length].map((done) => [done, bytes.length, 'disks/vda']));
  const tail = await collect(section.readStream('disks/vda', { offset: 2 * chunk + 10 }));
  expect(Buffer.concat(tail).equals(bytes.subarray(2 * chunk + 10))).toBe(true);
});

test('takes streams of Node, promises of sources and empty ones', async () => {
  const { section } = sectionsOf(memoryBank()).write();
  expect(await section.writeStream('a', () => Readable.from([Buffer.from('ab'), Buffer.from('c')]), { identity })).toMatchObject({ size: 3 });
  expect(await section.writeStream('b', () => Promise.resolve(pieces(Buffer.alloc(0))), { identity })).toMatchObject({ size: 0 });
  expect(Buffer.concat(await collect(section.readStream('a'))).toString()).toBe('abc');
  expect(await collect(section.readStream('b'))).toEqual([]);
});

test('is told apart from an object', async () => {
  const { section } = sectionsOf(memoryBank()).write();
  await section.putObject('object', Uint8Array.of(1));
  await section.writeStream('stream', () => pieces(Uint8Array.of(1)), { identity });
  await expect(collect(section.readStream('object'))).rejects.toThrow(/read it with getObject/);
  await expect(section.getObject('stream')).rejects.toThrow(/read it with readStream/);
  await expect(section.getJson('stream')).rejects.toThrow(code('KARBOR_OBJECT_KIND'));
  await expect(collect(section.readStream('none'))).rejects.toThrow(code('KARBOR_OBJECT_NOT_FOUND'));
});

test('stores few chunks at once, while the source waits', async () => {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const bank = faultyBank(memoryBank(), [{ fault: 'delay', method: 'putObject', times: 99, until: () => gate }]);
  let given = 0;
  async function* source() {
    for (; given < 10; given++) yield await Promise.resolve(new Uint8Array(chunk));
  }
  const writing = sectionsOf(bank).write().section.writeStream('a', source, { identity });
  await vi.waitFor(() => expect(bank.count({ method: 'putObject' })).toBe(4));
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(bank.count({ method: 'putObject' })).toBe(4);
  expect(given).toBeLessThanOrEqual(4);
  letGo();
  expect(await writing).toMatchObject({ size: 10 * chunk });
});

describe('a stream that cannot be stored', () => {
  test('fails with what its source throws, and is not there', async () => {
    const plugin = memoryBank();
    const attempt = sectionsOf(plugin).write();
    const failure = new Error('the service hung up');
    async function* source() {
      yield new Uint8Array(chunk + 1);
      await Promise.reject(failure);
    }
    await expect(attempt.section.writeStream('a', source, { identity })).rejects.toBe(failure);
    await expect(attempt.section.stat('a')).rejects.toThrow(code('KARBOR_OBJECT_NOT_FOUND'));
    await attempt.drop();
    expect(plugin.keys()).toEqual([]);
  });

  test('fails with what opening it throws, or when that gives no bytes', async () => {
    const { section } = sectionsOf(memoryBank()).write();
    const failure = new Error('no such image');
    await expect(section.writeStream('a', () => Promise.reject(failure), { identity })).rejects.toBe(failure);
    const invalid = code('KARBOR_BYTES_INVALID');
    await expect(section.writeStream('a', () => 'text' as never, { identity })).rejects.toThrow(invalid);
    await expect(section.writeStream('a', () => Readable.from(['text']), { identity })).rejects.toThrow(invalid);
  });

  test.each(['stream', 'attempt'])('stops a source that hangs when the signal of the %s is aborted', async (whose) => {
    const plugin = memoryBank();
    const stop = new AbortController();
    const attempt = sectionsOf(plugin).write('onMain', 1, whose === 'attempt' ? { signal: stop.signal } : {});
    const { source, stopped } = hangingSource(1);
    const own = whose === 'stream' ? { signal: stop.signal } : {};
    const writing = attempt.section.writeStream('a', source, { identity, ...own });
    const reason = new Error('cancelled');
    setTimeout(() => stop.abort(reason), 10);
    await expect(writing).rejects.toBe(reason);
    await stopped;
    await attempt.drop();
    expect(plugin.keys()).toEqual([]);
  });

  test('waits for a source that is not busy to clean up', async () => {
    const plugin = faultyBank(memoryBank(), [{ fault: 'refuse', method: 'putObject' }]);
    const { section } = sectionsOf(plugin).write();
    let isClosed = false;
    async function* source() {
      try {
        for (;;) yield await Promise.resolve(new Uint8Array(5 * chunk));
      } finally {
        isClosed = await Promise.resolve(true);
      }
    }
    await expect(section.writeStream('a', source, { identity })).rejects.toThrow(code('KARBOR_BANK_FAILED'));
    expect(isClosed).toBe(true);
  });

  test('closes a source that opens too late', async () => {
    const stop = new AbortController();
    const { source, stopped } = hangingSource(0);
    let opened: (source: AsyncIterable<Uint8Array>) => void = () => undefined;
    const opening = new Promise<AsyncIterable<Uint8Array>>((resolve) => (opened = resolve));
    const { section } = sectionsOf(memoryBank()).write();
    const writing = section.writeStream('a', () => opening, { identity, signal: stop.signal });
    stop.abort(new Error('cancelled'));
    await expect(writing).rejects.toThrow('cancelled');
    opened(source());
    await stopped;
  });

  test.each(['refuse', 'lose-answer'] as const)('stops the source and leaves nothing when a put ends in %s', async (fault) => {
    for (let nth = 1; nth <= 4; nth++) {
      const plugin = memoryBank();
      const attempt = sectionsOf(faultyBank(plugin, [{ fault, method: 'putObject', nth }])).write();
      const writing = attempt.section.writeStream('a', () => pieces(content(2 * chunk + 1)), { identity });
      // The last put of all is the list's.
      await expect(writing).rejects.toThrow(code('KARBOR_BANK_FAILED'));
      await attempt.drop();
      expect(plugin.keys()).toEqual([]);
    }
  });

  test('ends when its hook is revoked', async () => {
    const plugin = memoryBank();
    const attempt = sectionsOf(plugin).write();
    const { source, stopped } = hangingSource(2);
    const writing = attempt.section.writeStream('a', source, { identity });
    const abandoned = new Error('abandoned');
    setTimeout(() => attempt.revoke(abandoned), 10);
    await expect(writing).rejects.toBe(abandoned);
    await stopped;
    expect(plugin.keys()).toEqual([]);
  });
});
