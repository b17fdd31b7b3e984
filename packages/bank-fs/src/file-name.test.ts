import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeName } from './file-name.js';
import { directoryOfPrefix, keyPath } from './key-path.js';

const pathOf = (key: string) => keyPath(key).join('/');
const character = fc.constantFrom(...Array.from('ab01-_.+=,@~AB%! :*?"<>|\\'), 'é', 'e\u0301', '日', '\uffff', '\u{1f600}');
const segment = fc
  .oneof(fc.string({ unit: character, minLength: 1, maxLength: 8 }), fc.string({ unit: character, minLength: 100, maxLength: 300 }))
  .filter((text) => text !== '.' && text !== '..');
const keys = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));

describe('the path of a key', () => {
  test.each([
    ['manifest', 'o-manifest'],
    ['checkpoints/42/manifest.json', 'd-checkpoints/d-42/o-manifest.json'],
    ['Key', 'o-%4bey'],
    ['a b/100%/c:d', 'd-a%20b/d-100%25/o-c%3ad'],
    ['é/e\u0301', 'd-%c3%a9/o-e%cc%81'],
    ['a./.../..a', 'd-a%2e/d-..%2e/o-..a'],
    ['x'.repeat(127), `o-${'x'.repeat(127)}`],
    ['x'.repeat(128), `c-${'x'.repeat(128)}/o-`],
    ['x'.repeat(130), `c-${'x'.repeat(128)}/o-xx`],
    [`${'x'.repeat(128)}/y`, `c-${'x'.repeat(128)}/d-/o-y`],
    ['X'.repeat(44), `c-${'%58'.repeat(43)}/o-%58`],
  ])('of %j is %j', (key, path) => {
    expect(pathOf(key)).toBe(path);
  });

  test('is another for every key, also where case is ignored, and consists of short names of ASCII', () => {
    fc.assert(
      fc.property(keys, keys, (left, right) => {
        for (const name of keyPath(left)) expect(name).toMatch(/^[odc]-[a-z0-9_.+=,@~%-]{0,141}(?<!\.)$/);
        expect(pathOf(left).toLowerCase() === pathOf(right).toLowerCase()).toBe(left === right);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('tells the key', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const texts = keyPath(key).map((name) => {
          const entry = decodeName(name);
          return entry?.kind === 'directory' ? `${entry.text}/` : entry?.text;
        });
        expect(texts.join('')).toBe(key);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('is in the directory of each of its prefixes, and that in the directory of every shorter one', () => {
    fc.assert(
      fc.property(keys, fc.nat(), (key, position) => {
        const characters = Array.from(key);
        const prefix = characters.slice(0, position % (characters.length + 1)).join('');
        const { path, base } = directoryOfPrefix(prefix);
        expect(prefix.startsWith(base)).toBe(true);
        expect(keyPath(key).slice(0, path.length)).toEqual(path);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

test.each(['lost+found', '.DS_Store', '.nfs0001', 'o', 'x-a', 'o-A', 'o-a b', 'o-%4B', 'o-%61', 'o-%zz', 'o-%ff', 'o-a.'])(
  'a file named %j is no entry of a bank',
  (name) => {
    expect(decodeName(name)).toBeUndefined();
  },
);
