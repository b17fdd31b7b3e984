import { expect, test } from 'vitest';
import { describeDifferences } from './fingerprint.js';

test('names what is gone, new or changed, and nothing else', () => {
  const before = { lines: ['volume a  1', 'volume b  2'] };
  expect(describeDifferences(before, { lines: ['volume a  1', 'volume b  2'] })).toEqual([]);
  expect(describeDifferences(before, { lines: ['volume a  1', 'volume b  3'] })).toEqual([
    'gone or changed: volume b  2',
    'new or changed: volume b  3',
  ]);
});
