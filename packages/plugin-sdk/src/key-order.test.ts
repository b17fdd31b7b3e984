import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from './index.js';

test('orders an astral character after U+FFFF', () => {
  expect(['\u{1f600}', '\uffff', '\ue000', 'é', 'a0', 'a/b', 'a.b', 'a'].sort(compareKeys)).toEqual([
    'a',
    'a.b',
    'a/b',
    'a0',
    'é',
    '\ue000',
    '\uffff',
    '\u{1f600}',
  ]);
});

test('agrees with the order of UTF-8 bytes', () => {
  const edges = [0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
  const texts = fc
    .array(fc.oneof(fc.constantFrom(...edges), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff })), { maxLength: 4 })
    .map((codePoints) => String.fromCodePoint(...codePoints));
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      return Math.sign(compareKeys(left, right)) === Buffer.compare(Buffer.from(left), Buffer.from(right));
    }),
    { seed: 1, numRuns: 500 },
  );
});
