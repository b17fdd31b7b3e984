import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isKarborError } from '../../errors.js';
import { assertSameBytes } from './expectations.js';
import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';
import type { Trial } from './trial.js';

export const concurrency: Theme = {
  name: 'concurrency',
  tests: {
    'puts, reads and deletes many objects at once': async (trial) => {
      const keys = Array.from({ length: 120 }, (_, index) => `many/${index % 7}/${index}`);
      await Promise.all(keys.map((key, seed) => trial.bank.putObject(key, sampleBytes(seed, seed * 10))));
      await Promise.all(keys.map((key, seed) => trial.expectObject(key, sampleBytes(seed, seed * 10))));
      await trial.expectListing(keys);
      await Promise.all(keys.map((key) => trial.bank.deleteObject(key)));
      await trial.expectListing([]);
    },

    'keeps one of several values that are put at once, whole': async (trial) => {
      const values = Array.from({ length: 12 }, (_, seed) => sampleBytes(seed, 10_000 + seed));
      await Promise.all(values.map((bytes) => trial.bank.putObject('one', bytes)));
      await trial.eventually(async () => assertOneOf(values, await trial.bank.getObject('one')));
      await trial.expectListing(['one']);
    },

    'shows a reader the old or the new object, never a part': async (trial) => {
      const values = Array.from({ length: 20 }, (_, seed) => sampleBytes(seed, 50_000 + 5000 * (seed % 4)));
      const [first = new Uint8Array()] = values;
      await trial.bank.putObject('shown', first);
      await trial.expectObject('shown', first);
      const writing = { ended: false };
      const writer = (async () => {
        for (const bytes of values) await trial.bank.putObject('shown', bytes);
      })().finally(() => (writing.ended = true));
      const readers = [trial.bank, await trial.reopened()].map(async (bank) => {
        while (!writing.ended) {
          const bytes = await bank.getObject('shown').catch(fineWhenLagging(trial));
          if (bytes) assertOneOf(values, bytes);
          await nextTurn();
        }
      });
      await Promise.all([writer, ...readers]);
      await trial.expectObject('shown', values.at(-1) ?? first);
    },

    'keeps an object whose only neighbours come and go': async (trial) => {
      const banks = [trial.bank, await trial.reopened()];
      await Promise.all(
        Array.from({ length: 6 }, async (_, worker) => {
          const bank = banks[worker % 2] ?? trial.bank;
          for (let round = 0; round < 15; round++) {
            const key = `shared/deep/place/${worker}`;
            const bytes = sampleBytes(worker * 100 + round, 50);
            await bank.putObject(key, bytes, { ifAbsent: !trial.isEventual && round % 2 === 0 });
            await trial.expectObject(key, bytes, bank);
            await bank.deleteObject(key);
            await trial.expectNoObject(key, bank);
          }
        }),
      );
      await trial.expectListing([]);
    },

    'agrees with itself after puts and deletes of one key': async (trial) => {
      const bytes = sampleBytes(1, 100);
      for (let round = 0; round < 10; round++) {
        await Promise.all([trial.bank.putObject('x/y', bytes), trial.bank.deleteObject('x/y'), trial.bank.deleteObject('x/y')]);
      }
      await trial.bank.putObject('x/y', bytes);
      await trial.expectObject('x/y', bytes);
      await trial.expectListing(['x/y']);
    },
  },
};

function assertOneOf(values: readonly Uint8Array[], bytes: Uint8Array): void {
  const value = values.find((one) => one.length === bytes.length && one[0] === bytes[0] && one[7] === bytes[7]);
  assert.ok(value, `${bytes.length} bytes were read, which is none of the values that were put.`);
  assertSameBytes(bytes, value, 'one of several');
}

/** An object that is there may be missed by a bank of eventual consistency only. */
function fineWhenLagging(trial: Trial): (error: unknown) => undefined {
  return (error) => {
    if (trial.isEventual && isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) return undefined;
    throw error;
  };
}
