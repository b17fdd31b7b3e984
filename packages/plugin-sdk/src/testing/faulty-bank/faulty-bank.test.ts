import { expect, test } from 'vitest';
import { faultyBank, memoryBank } from '../index.js';

const bytes = Uint8Array.of(1, 2, 3);

async function keysOf(listing: AsyncIterable<string>): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of listing) keys.push(key);
  return keys;
}

test('refuses the nth matching call before it takes effect', async () => {
  const inner = memoryBank();
  const bank = faultyBank(inner, [{ fault: 'refuse', method: 'putObject', key: /^a/, nth: 2 }]);
  await bank.putObject('a1', bytes);
  await bank.putObject('b', bytes);
  await expect(bank.putObject('a2', bytes)).rejects.toThrow('Injected fault: refuse of putObject "a2"');
  await bank.putObject('a3', bytes);
  expect(inner.keys()).toEqual(['a1', 'a3', 'b']);
});

test('hits as many calls in a row as it is told', async () => {
  const inner = memoryBank();
  const bank = faultyBank(inner, [{ fault: 'refuse', nth: 2, times: 2 }]);
  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((key) => bank.putObject(key, bytes)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(inner.keys()).toEqual(['a', 'd']);
});

test('loses the answer of a call that took effect', async () => {
  const inner = memoryBank();
  const error = new Error('socket hang up');
  const bank = faultyBank(inner, [{ fault: 'lose-answer', key: 'a', error }]);
  await expect(bank.putObject('a', bytes)).rejects.toBe(error);
  expect(inner.bytes('a')).toEqual(bytes);
});

test('loses the end of a listing', async () => {
  const inner = memoryBank();
  await inner.putObject('a', bytes);
  const bank = faultyBank(inner, [{ fault: 'lose-answer', method: 'listObjects' }]);
  const listing = bank.listObjects('')[Symbol.asyncIterator]();
  expect(await listing.next()).toEqual({ done: false, value: 'a' });
  await expect(listing.next()).rejects.toThrow('Injected fault');
  expect(bank.calls).toMatchObject([{ method: 'listObjects', outcome: 'failed' }]);
});

test('answers nothing from the nth call on, until it is healed', async () => {
  const inner = memoryBank();
  await inner.putObject('z', bytes);
  const bank = faultyBank(inner, [{ fault: 'silence', method: 'putObject', nth: 2 }]);
  await bank.putObject('a', bytes);
  await expect(bank.putObject('b', bytes)).rejects.toThrow('Injected fault');
  await expect(bank.getObject('z')).rejects.toThrow('Injected fault');
  await expect(bank.deleteObject('z')).rejects.toThrow('Injected fault');
  await expect(keysOf(bank.listObjects(''))).rejects.toThrow('Injected fault');
  expect(inner.keys()).toEqual(['a', 'z']);
  bank.heal();
  expect(await keysOf(bank.listObjects(''))).toEqual(['a', 'z']);
});

test('delays a call until it is let go, and no other', async () => {
  const inner = memoryBank();
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const bank = faultyBank(inner, [{ fault: 'delay', key: 'slow', until: () => gate }]);
  const slow = bank.putObject('slow', bytes);
  await bank.putObject('quick', bytes);
  expect(inner.keys()).toEqual(['quick']);
  expect(bank.calls.map(({ outcome }) => outcome)).toEqual(['pending', 'done']);
  letGo();
  await slow;
  expect(inner.keys()).toEqual(['quick', 'slow']);
});

test('ends a delay when the signal is aborted', async () => {
  const inner = memoryBank();
  const bank = faultyBank(inner, [{ fault: 'delay', until: () => new Promise(() => undefined) }]);
  const controller = new AbortController();
  const put = bank.putObject('a', bytes, { signal: controller.signal });
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(put).rejects.toBe(reason);
  expect(inner.keys()).toEqual([]);
});

test('truncates and flips what is read and leaves what is stored', async () => {
  const inner = memoryBank();
  await inner.putObject('a', bytes);
  const bank = faultyBank(inner, [
    { fault: 'truncate', length: 2 },
    { fault: 'flip', nth: 2, offset: 1 },
  ]);
  await bank.deleteObject('other');
  expect(await bank.getObject('a')).toEqual(Uint8Array.of(1, 2));
  expect(await bank.getObject('a')).toEqual(Uint8Array.of(1, 0xfd, 3));
  expect(await bank.getObject('a')).toEqual(bytes);
});

test('counts and remembers calls, and takes faults later', async () => {
  const bank = faultyBank(memoryBank());
  await bank.putObject('a', bytes, { ifAbsent: true });
  bank.inject({ fault: 'refuse', method: 'getObject' });
  await expect(bank.getObject('a')).rejects.toThrow('Injected fault');
  await expect(bank.getObject('b')).rejects.toThrow('There is no object "b"');
  for await (const key of bank.listObjects('')) {
    expect(key).toBe('a');
    break;
  }
  expect(bank.count()).toBe(4);
  expect(bank.count({ method: 'getObject' })).toBe(2);
  expect(bank.count({ key: /^[ab]$/ })).toBe(3);
  expect(bank.calls).toEqual([
    { method: 'putObject', key: 'a', ifAbsent: true, size: 3, faults: [], outcome: 'done' },
    { method: 'getObject', key: 'a', faults: ['refuse'], outcome: 'failed' },
    { method: 'getObject', key: 'b', faults: [], outcome: 'failed' },
    { method: 'listObjects', key: '', faults: [], outcome: 'done' },
  ]);
});
