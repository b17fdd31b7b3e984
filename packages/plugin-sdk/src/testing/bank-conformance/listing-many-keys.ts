import assert from 'node:assert/strict';
import type { Theme } from './theme.js';
import type { Trial } from './trial.js';

/** More keys than a page has, half of them in one place and half spread out. In order. */
async function putManyKeys(trial: Trial): Promise<readonly string[]> {
  const half = Math.ceil((trial.pageSize + 10) / 2);
  const number = (index: number) => String(index).padStart(8, '0');
  const flat = Array.from({ length: half }, (_, index) => `flat/${number(index)}`);
  const spread = Array.from({ length: half }, (_, index) => `spread/${number(index).slice(0, -1)}/${index % 10}`);
  const all = [...flat, ...spread];
  await trial.putAll(all);
  await trial.expectListing(all);
  return all;
}

export const listingManyKeys: Theme = {
  name: 'listing more keys than a page has',
  tests: {
    'gives all of them once and in order, from either end and from anywhere': async (trial) => {
      const all = await putManyKeys(trial);
      const middle = all[Math.floor(all.length / 2)];
      assert.ok(middle !== undefined);
      await trial.expectListing(all, '', { reverse: true });
      await trial.expectListing(all, '', { marker: middle });
      await trial.expectListing(all, '', { marker: middle, reverse: true });
      await trial.expectListing(all, 'spread/');
      await trial.expectListing(all, 'flat/0000000');
      const limit = trial.pageSize + 1;
      await trial.expectListing(all, '', { limit });
      await trial.expectListing(all, '', { limit, reverse: true });
      await trial.expectListing(all, '', { marker: 'flat/00000001', limit: 10 });
    },
  },
};
