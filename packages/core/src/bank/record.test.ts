import type { Json } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { decodeRecord, encodeRecord, openRecord, sealRecord } from './record.js';

const format = { format: 'thing', version: 2 };
const place = { key: 'a/b', corrupt: 'KARBOR_CHECKPOINT_CORRUPT' } as const;
const corrupt = expect.objectContaining({ code: 'KARBOR_CHECKPOINT_CORRUPT', details: { key: 'a/b' } }) as unknown;
const json = fc.jsonValue() as fc.Arbitrary<Json>;

test('equal values have equal bytes, whatever the order of their members', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, A: true })).toBe('{"A":true,"b":[1,{"c":"x","d":null}]}');
});

test('gives back what it was given', () => {
  fc.assert(
    fc.property(json, (body) => {
      const expected: unknown = JSON.parse(JSON.stringify(body));
      expect(decodeRecord(encodeRecord(format, body), format, place)).toEqual(expected);
      expect(openRecord(sealRecord(format, body), format, place)).toEqual(expected);
    }),
    { seed: 4 },
  );
});

test('a sealed record of which a byte is flipped or cut off is not opened', () => {
  const isRefused = /^KARBOR_(CHECKPOINT_CORRUPT|FORMAT_UNSUPPORTED)$/;
  fc.assert(
    fc.property(json, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, at, flip) => {
      const sealed = sealRecord(format, body);
      const flipped = sealed.slice();
      flipped[at % sealed.length]! ^= flip;
      for (const bytes of [flipped, sealed.subarray(0, at % sealed.length)]) {
        expect(() => openRecord(bytes, format, place)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(isRefused) as unknown }) as unknown,
        );
      }
    }),
    { seed: 5, numRuns: 500 },
  );
});

test('reads older versions and refuses newer ones by name', () => {
  const older = sealRecord({ ...format, version: 1 }, { x: 1 });
  expect(openRecord(older, format, place)).toEqual({ x: 1 });
  const newer = sealRecord({ ...format, version: 3 }, { x: 1 });
  expect(() => openRecord(newer, format, place)).toThrow(/"a\/b" has version 3 of "thing", and this Karbor knows 2/);
});

test('refuses what is another kind of record, or none', () => {
  const texts = ['', 'null', '[]', '{}', '{"body":1,"format":"other","version":1}', '{"body":1,"format":"thing"}'];
  for (const text of texts) expect(() => decodeRecord(Buffer.from(text), format, place)).toThrow(corrupt);
});
