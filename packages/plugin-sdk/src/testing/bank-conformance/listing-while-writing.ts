import assert from 'node:assert/strict';
import { compareKeys } from '../../key-order.js';
import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';
import type { Trial } from './trial.js';

const numbers = Array.from({ length: 30 }, (_, index) => String(index).padStart(2, '0'));
const staying = numbers.map((number) => `list/${number}/stays`);

export const listingWhileWriting: Theme = {
  name: 'listing while others write',
  tests: {
    'gives what stays exactly once and in order, and nothing that was never there': async (trial) => {
      await trial.putAll(staying);
      await trial.expectListing(staying);
      const reader = await trial.reopened();
      for (const reverse of [false, true]) {
        const writing = churn(trial);
        const seen: string[] = [];
        for await (const key of reader.listObjects('list/', { reverse })) {
          seen.push(key);
          if (seen.length % 5 === 0) await trial.bank.putObject(`list/${key.slice(5, 7)}/late`, sampleBytes(1, 10));
        }
        await writing;
        expectSound(seen, reverse);
      }
    },

    'gives an object that is replaced all the while': async (trial) => {
      await trial.putAll(staying);
      await trial.expectListing(staying);
      const replacing = (async () => {
        for (const key of [...staying, ...staying]) await trial.bank.putObject(key, sampleBytes(2, 500));
      })();
      for (let round = 0; round < 5; round++) await trial.expectListing(staying);
      await replacing;
      await trial.expectListing(staying);
    },
  },
};

/** Puts and deletes neighbours of the keys that stay. */
async function churn(trial: Trial): Promise<void> {
  for (const number of numbers) {
    await trial.bank.putObject(`list/${number}/comes`, sampleBytes(1, 10));
    await trial.bank.putObject(`list/${number}.x/comes`, sampleBytes(1, 10));
    await trial.bank.deleteObject(`list/${number}.x/comes`);
    await trial.bank.deleteObject(`list/${number}/comes`);
  }
}

function expectSound(seen: readonly string[], reverse: boolean): void {
  const sign = reverse ? -1 : 1;
  const sorted = [...new Set(seen)].sort((left, right) => sign * compareKeys(left, right));
  assert.deepEqual(seen, sorted, 'Keys come in order, each once.');
  const own = seen.filter((key) => key.endsWith('/stays'));
  assert.deepEqual(own, reverse ? staying.toReversed() : staying, 'What stays is listed.');
  const known = /^list\/\d\d(?:\/stays|\/comes|\/late|\.x\/comes)$/;
  assert.deepEqual(
    seen.filter((key) => !known.test(key)),
    [],
    'Only keys that were put are listed.',
  );
}
