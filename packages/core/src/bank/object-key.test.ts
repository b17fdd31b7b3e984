import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maximumKeyLength, objectKeyPattern } from '@karbor/plugin-sdk';
import { checkKeyStart, checkObjectKey } from './object-key.js';

const invalid = expect.objectContaining({ code: 'KARBOR_KEY_INVALID' }) as unknown;

describe('objectKeyPattern', () => {
  test.each(['a', 'a/b', '.hidden', '..a', 'a..', '...', 'a/.b', 'a b', 'ä/日本', '😀', '%2e%2e', 'a\\b', 'a%2fb', '~'])(
    'takes %j',
    (key) => {
      expect(objectKeyPattern.test(key)).toBe(true);
      expect(() => checkObjectKey(key)).not.toThrow();
    },
  );

  test.each(['', '/', '/a', 'a/', 'a//b', '.', '..', './a', '../a', 'a/.', 'a/..', 'a/../b', 'a/./b', 'a\0b', 'a\nb', '\x7f', '\x85', '\ud800'])(
    'refuses %j',
    (key) => {
      expect(objectKeyPattern.test(key)).toBe(false);
      expect(() => checkObjectKey(key)).toThrow(invalid);
    },
  );

  test('takes no key with a segment that leads elsewhere', () => {
    const odd = fc.array(fc.constantFrom('.', '..', '/', '//', 'a', 'b', '%2e', '\\', '\0'), { maxLength: 8 });
    fc.assert(
      fc.property(odd, (parts) => {
        const key = parts.join('');
        const leads = key.includes('\0') || key.split('/').some((segment) => ['', '.', '..'].includes(segment));
        expect(objectKeyPattern.test(key)).toBe(!leads);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

test('counts bytes, not characters', () => {
  const longest = 'ä'.repeat(maximumKeyLength / 2);
  expect(() => checkObjectKey(longest)).not.toThrow();
  expect(() => checkObjectKey(`${longest}a`)).toThrow(invalid);
});

test('takes as the start of a key what one can start with', () => {
  for (const start of ['', 'a', 'a/', 'a/.', 'a/..', '.', 'a/b/c']) expect(() => checkKeyStart(start)).not.toThrow();
  for (const start of ['/', '../', 'a/../', 'a//', './', 'a/\0']) expect(() => checkKeyStart(start)).toThrow(invalid);
});
