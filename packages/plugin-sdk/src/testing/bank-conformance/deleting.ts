import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';

export const deleting: Theme = {
  name: 'deleting',
  tests: {
    'removes an object': async (trial) => {
      await trial.putAll(['removed']);
      await trial.expectListing(['removed']);
      await trial.bank.deleteObject('removed');
      await trial.expectNoObject('removed');
      await trial.expectListing([]);
    },

    'is fine when there is no object': async (trial) => {
      await trial.bank.deleteObject('never');
      await trial.bank.deleteObject('never/at/all');
      await trial.putAll(['once']);
      await trial.bank.deleteObject('once');
      await trial.bank.deleteObject('once');
      await trial.expectNoObject('once');
    },

    'removes that object only': async (trial) => {
      const all = ['a', 'a/b', 'a/b/c', 'a/bb', 'ab', 'b'];
      await trial.putAll(all);
      await trial.expectListing(all);
      await trial.bank.deleteObject('a/b');
      await trial.expectListing(['a', 'a/b/c', 'a/bb', 'ab', 'b']);
      await trial.bank.deleteObject('a');
      await trial.expectListing(['a/b/c', 'a/bb', 'ab', 'b']);
      await trial.bank.deleteObject('a/b/c');
      await trial.expectListing(['a/bb', 'ab', 'b']);
    },

    'does not remove what is below a key that has no object': async (trial) => {
      await trial.putAll(['a/b']);
      await trial.expectListing(['a/b']);
      await trial.bank.deleteObject('a');
      await trial.expectListing(['a/b']);
    },

    'makes place for the same key': async (trial) => {
      for (const round of [1, 2, 3]) {
        const bytes = sampleBytes(round, 100);
        await trial.bank.putObject('again/and/again', bytes);
        await trial.expectObject('again/and/again', bytes);
        await trial.bank.deleteObject('again/and/again');
        await trial.expectNoObject('again/and/again');
      }
    },

    'is seen by whoever has the store open': async (trial) => {
      const again = await trial.reopened();
      await trial.putAll(['gone/for/all']);
      await trial.expectListing(['gone/for/all'], '', {}, again);
      await again.deleteObject('gone/for/all');
      await trial.expectNoObject('gone/for/all');
      await trial.expectListing([]);
    },
  },
};
