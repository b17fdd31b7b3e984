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
  const texts = fc.string({ unit: 'binary', maxLength: 6 });
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      return Math.sign(compareKeys(left, right)) === Buffer.compare(Buffer.from(left), Buffer.from(right));
    }),
    { seed: 1, numRuns: 1000 },
  );
});
