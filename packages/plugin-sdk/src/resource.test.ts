import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseResourceKey, resourceKey } from './index.js';

test('a key is the type and the id, never the id alone', () => {
  expect(resourceKey({ type: 'OS::Cinder::Volume', id: '42' })).toBe('OS::Cinder::Volume#42');
});

test('a key is taken apart at its first #, for an id may have more', () => {
  expect(parseResourceKey('OS::Cinder::Volume#a#b')).toEqual({ type: 'OS::Cinder::Volume', id: 'a#b' });
});

test('every resource has a key of its own that tells it', () => {
  const types = fc.string({ minLength: 1 }).filter((type) => !type.includes('#'));
  fc.assert(
    fc.property(types, fc.string({ minLength: 1 }), (type, id) => {
      const parsed = parseResourceKey(resourceKey({ type, id }));
      return parsed.type === type && parsed.id === id;
    }),
    { seed: 5, numRuns: 500 },
  );
});

test.each(['', 'OS::Cinder::Volume', '#42', 'OS::Cinder::Volume#', '#'])('%j is refused', (key) => {
  expect(() => parseResourceKey(key)).toThrow(
    expect.objectContaining({ code: 'KARBOR_RESOURCE_INVALID', message: `"${key}" is not a resource: write it as TYPE#ID.` }) as Error,
  );
});
