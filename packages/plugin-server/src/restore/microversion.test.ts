import { expect, test } from 'vitest';
import { isAtLeast } from './microversion.js';

test('microversions are compared as numbers', () => {
  expect(isAtLeast('2.100', '2.85')).toBe(true);
  expect(isAtLeast('2.85', '2.85')).toBe(true);
  expect(isAtLeast('2.9', '2.85')).toBe(false);
  expect(isAtLeast('3.1', '2.85')).toBe(true);
});
