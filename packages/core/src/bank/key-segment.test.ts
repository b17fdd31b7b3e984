import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keySegment } from './key-segment.js';
import { objectKeyPattern } from '@karbor/plugin-sdk';

test('can be read', () => {
  expect(keySegment('OS::Cinder::Volume#3f2a-1')).toBe('+o+s,,+cinder,,+volume@3f2a-1');
  expect(keySegment('nightly_1.2')).toBe('nightly_1.2');
});

test('differs where only the case does, also on a store that ignores case', () => {
  const segments = ['a#B', 'A#b', 'a#b', 'A#B'].map(keySegment);
  expect(new Set(segments.map((segment) => segment.toLowerCase())).size).toBe(4);
});

test('is short for a text of any length, and tells long texts apart', () => {
  const long = 'x'.repeat(5000);
  expect(keySegment(long)).toHaveLength(120);
  expect(keySegment(long)).not.toBe(keySegment(`${long}y`));
  expect(keySegment(`${long}a`)).not.toBe(keySegment(`${long}A`));
});

test('is one segment, never the same for two texts', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('.', '/', '#', ':', 'a', 'A', '=', '+', ',', '@', '~', 'u', '0', 'é', 'É', '\ud800') }),
    fc.string({ unit: fc.constantFrom('a', 'A'), minLength: 100, maxLength: 140 }),
  );
  const other = (one: string) => fc.oneof(text, fc.constant(one.toLowerCase()), fc.constant(one.toUpperCase()));
  const pairs = text.chain((one) => fc.tuple(fc.constant(one), other(one)));
  fc.assert(
    fc.property(pairs, ([left, right]) => {
      const [one, other] = [keySegment(left), keySegment(right)];
      expect(one).toMatch(/^[a-z0-9_.\-=+,@~]{1,120}$/);
      expect(objectKeyPattern.test(one)).toBe(true);
      expect(one.toLowerCase() === other.toLowerCase()).toBe(left === right);
    }),
    { seed: 2, numRuns: 1000 },
  );
});
