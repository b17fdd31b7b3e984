import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';

export const getting: Theme = {
  name: 'getting',
  tests: {
    'fails with KARBOR_OBJECT_NOT_FOUND when nothing was ever put': async (trial) => {
      await trial.expectNoObject('absent');
      await trial.expectNoObject('absent/too');
    },

    'finds neither the start of a key, nor what is below it, nor its neighbours': async (trial) => {
      await trial.bank.putObject('a/b/c', sampleBytes(1, 10));
      await trial.expectObject('a/b/c', sampleBytes(1, 10));
      for (const key of ['a', 'a/b', 'a/b/c/d', 'a/b/cc', 'a/b/C', 'b/c', 'c']) await trial.expectNoObject(key);
    },

    'gives bytes that the caller may change': async (trial) => {
      const bytes = sampleBytes(1, 100);
      await trial.bank.putObject('mine', bytes);
      await trial.expectObject('mine', bytes);
      (await trial.bank.getObject('mine')).fill(7);
      await trial.expectObject('mine', bytes);
    },

    'reads one object many times at once': async (trial) => {
      const bytes = sampleBytes(1, 100_000);
      await trial.bank.putObject('popular', bytes);
      await Promise.all(Array.from({ length: 20 }, () => trial.expectObject('popular', bytes)));
    },
  },
};
