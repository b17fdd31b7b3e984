import assert from 'node:assert/strict';
import type { BankPlugin } from '../../bank.js';
import { keysOf, listed } from './expectations.js';
import type { Theme } from './theme.js';

const tree = [
  ...['a', 'a.b', 'a/b', 'a/b/c', 'a/b/d', 'a/c', 'a0', 'ab/c', 'b', 'c/d/e/f', 'c/d/e/g', 'c/d/h', 'c/i'],
  ...['d/\uffff', 'd/\u{1f600}', 'd/\ue000/x', 'd/é', 'Z', '%', 'z z'],
];
const prefixes = ['', 'a', 'a/', 'a/b', 'a/b/', 'c/d', 'c/d/e/', 'c/x', 'd/', 'zz', 'a/b/c/d'];
const markers = ['', '!', 'a', 'a/', 'a/a', 'a/b', 'a/b/c', 'a/b/cc', 'a/z', 'b', 'c/d/', 'c/d/e/f/g', 'd/\uffff', 'zzz', '\u{10ffff}'];

export const listing: Theme = {
  name: 'listing',
  tests: {
    'gives nothing of an empty bank': async (trial) => {
      await trial.expectListing([]);
      await trial.expectListing([], 'a/b');
      await trial.expectListing([], '', { reverse: true, marker: 'a', limit: 5 });
    },

    'gives the keys that start with a prefix, wherever that ends': async (trial) => {
      await trial.putAll(tree);
      for (const prefix of prefixes) {
        await trial.expectListing(tree, prefix);
        await trial.expectListing(tree, prefix, { reverse: true });
      }
    },

    'goes by UTF-8 bytes, where an astral character comes after U+FFFF': async (trial) => {
      const inOrder = ['A', 'a', 'z', '\u007e', '\u00e9', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f600}'];
      await trial.putAll(inOrder.toReversed());
      await trial.eventually(async () => assert.deepEqual(await keysOf(trial.bank, ''), inOrder));
    },

    'begins after a marker, whether or not it exists': async (trial) => {
      await trial.putAll(tree);
      await trial.expectListing(tree);
      for (const marker of markers) await trial.expectListing(tree, '', { marker });
    },

    'begins before a marker in reverse': async (trial) => {
      await trial.putAll(tree);
      await trial.expectListing(tree);
      for (const marker of markers) await trial.expectListing(tree, '', { marker, reverse: true });
    },

    'takes a marker with a prefix, inside and outside of it': async (trial) => {
      await trial.putAll(tree);
      await trial.expectListing(tree);
      for (const prefix of ['a', 'a/b', 'c/d/', 'd']) {
        for (const marker of markers) {
          await trial.expectListing(tree, prefix, { marker });
          await trial.expectListing(tree, prefix, { marker, reverse: true });
        }
      }
    },

    'stops at a limit': async (trial) => {
      await trial.putAll(tree);
      await trial.expectListing(tree);
      for (const limit of [0, 1, 2, tree.length - 1, tree.length, tree.length + 1, 100_000]) {
        await trial.expectListing(tree, '', { limit });
        await trial.expectListing(tree, '', { limit, reverse: true });
        await trial.expectListing(tree, 'a/', { limit, marker: 'a/b' });
        await trial.expectListing(tree, 'c/d', { limit, marker: 'c/d/h', reverse: true });
      }
    },

    'is complete page after page, forwards and backwards': async (trial) => {
      await trial.putAll(tree);
      await trial.expectListing(tree);
      for (const reverse of [false, true]) {
        await trial.eventually(async () => assert.deepEqual(await inPages(trial.bank, reverse), listed(tree, '', { reverse })));
      }
    },

    'may be left early and begun again': async (trial) => {
      await trial.putAll(tree);
      await trial.expectListing(tree);
      for (let round = 0; round < 5; round++) {
        for await (const key of trial.bank.listObjects('c/')) {
          assert.equal(key, 'c/d/e/f');
          break;
        }
      }
      await trial.expectListing(tree);
    },

    'may run several times at once': async (trial) => {
      await trial.putAll(tree);
      await trial.expectListing(tree);
      await Promise.all(prefixes.map((prefix) => trial.expectListing(tree, prefix)));
    },
  },
};

async function inPages(bank: BankPlugin, reverse: boolean): Promise<readonly string[]> {
  const limit = 3;
  const keys: string[] = [];
  for (;;) {
    const marker = keys.at(-1);
    const page = await keysOf(bank, '', { limit, reverse, ...(marker !== undefined && { marker }) });
    keys.push(...page);
    if (page.length < limit) return keys;
  }
}
