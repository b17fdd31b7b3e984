import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compareKeys } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { keyPath } from './key-path.js';
import { keysOf, newFolder, openBank } from './temporary-bank.fixture.js';

describe('a listing of 10,000 keys in 100 folders', () => {
  const number = (index: number) => String(index).padStart(2, '0');
  const keyOf = (index: number) => `runs/${number(Math.floor(index / 100))}/${number(index % 100)}`;
  const all = Array.from({ length: 10_000 }, (_, index) => keyOf(index));
  let bank: BankPlugin;

  /** A folder that holds a link is refused when it is read: so what is listed all the same was not read. */
  beforeAll(async () => {
    const folder = await newFolder();
    bank = await openBank(folder);
    // By hand and not durably, as that many puts take their time.
    const pathOf = (key: string) => join(folder, 'objects', ...keyPath(key));
    for (let start = 0; start < all.length; start += 100) {
      const [first = '', ...others] = all.slice(start, start + 100).map(pathOf);
      await mkdir(dirname(first), { recursive: true });
      await Promise.all([first, ...others].map((path) => writeFile(path, '')));
      if (![0, 4200, 4300, 9900].includes(start)) await symlink('nowhere', join(dirname(first), 'o-link'));
    }
  });

  test('refuses a link in a folder that it reads', async () => {
    await expect(keysOf(bank)).rejects.toMatchObject({ code: 'KARBOR_BANK_ENTRY_FOREIGN' });
    await expect(keysOf(bank, 'runs/41/')).rejects.toMatchObject({ code: 'KARBOR_BANK_ENTRY_FOREIGN' });
  });

  test('reads only the folders that hold what it gives', async () => {
    expect(await keysOf(bank, '', { limit: 10 })).toEqual(all.slice(0, 10));
    expect(await keysOf(bank, '', { limit: 10, reverse: true })).toEqual(all.slice(-10).reverse());
    expect(await keysOf(bank, '', { limit: 10, marker: 'runs/42/95' })).toEqual(all.slice(4296, 4306));
    expect(await keysOf(bank, 'runs/', { limit: 10, marker: 'runs/43/05', reverse: true })).toEqual(all.slice(4295, 4305).reverse());
    expect(await keysOf(bank, 'runs/42')).toEqual(all.slice(4200, 4300));
    expect(await keysOf(bank, 'runs/42/9')).toEqual(all.slice(4290, 4300));
    expect(await keysOf(bank, 'runs/9', { marker: 'runs/99' })).toEqual(all.slice(9900));
    expect(await keysOf(bank, '', { limit: 0 })).toEqual([]);
  });
});

test('gives for any prefix, marker, limit and direction what sorting all keys gives', async () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('aB.!0é\u{1f600}\uffff')), minLength: 1, maxLength: 2 });
  const long = fc.constantFrom('x'.repeat(127), 'x'.repeat(128), 'x'.repeat(129), 'x'.repeat(260), `${'x'.repeat(128)}!`, `${'x'.repeat(128)}0`);
  const segment = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: long }).filter((one) => !/^\.\.?$/.test(one));
  const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
  const all = [...new Set(fc.sample(key, { seed: 7, numRuns: 300 }))].sort(compareKeys);
  const bank = await openBank(await newFolder());
  await Promise.all(all.map((one) => bank.putObject(one, new Uint8Array())));
  const start = fc
    .tuple(fc.constantFrom(...all), fc.nat({ max: 140 }))
    .map(([one, length]) => Array.from(one).slice(0, length).join(''));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constant(''), start), fc.option(start), fc.nat({ max: 40 }), fc.boolean(), async (prefix, marker, limit, reverse) => {
      const sign = reverse ? -1 : 1;
      const after = all.filter((one) => one.startsWith(prefix) && (marker === null || sign * compareKeys(one, marker) > 0));
      const expected = (reverse ? after.reverse() : after).slice(0, limit);
      expect(await keysOf(bank, prefix, { limit, reverse, ...(marker !== null && { marker }) })).toEqual(expected);
    }),
    { seed: 8, numRuns: 300 },
  );
});

test('leaves out what others put among the objects', async () => {
  const folder = await newFolder();
  const bank = await openBank(folder);
  await bank.putObject('a/b', new Uint8Array());
  await symlink('/', join(folder, 'objects', 'lost+found'));
  await symlink('/', join(folder, 'objects', 'd-a', '.DS_Store'));
  expect(await keysOf(bank)).toEqual(['a/b']);
});
