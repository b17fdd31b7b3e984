import { expect, test } from 'vitest';
import { memoryBank } from './index.js';

test('shows a test what it holds', async () => {
  const bank = memoryBank();
  await bank.putObject('b', Uint8Array.of(1, 2));
  await bank.putObject('a/b', Uint8Array.of(3));
  await bank.putObject('a/b', Uint8Array.of(4, 5, 6));
  expect(bank.keys()).toEqual(['a/b', 'b']);
  expect(bank.count).toBe(2);
  expect(bank.size).toBe(5);
  expect(bank.bytes('a/b')).toEqual(Uint8Array.of(4, 5, 6));
  expect(bank.bytes('a')).toBeUndefined();
});

test('is not changed through what it shows', async () => {
  const bank = memoryBank();
  await bank.putObject('a', Uint8Array.of(1));
  bank.bytes('a')?.fill(9);
  expect(bank.bytes('a')).toEqual(Uint8Array.of(1));
});
