import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';

export const keyPairs: Theme = {
  name: 'a key and what is below it',
  tests: {
    'may both have an object': async (trial) => {
      const all = ['a', 'a/b', 'a/b/c', 'a/b/c/d/e'];
      for (const [seed, key] of all.entries()) await trial.bank.putObject(key, sampleBytes(seed, 10));
      for (const [seed, key] of all.entries()) await trial.expectObject(key, sampleBytes(seed, 10));
      await trial.expectListing(all);
      await trial.expectListing(['a/b', 'a/b/c', 'a/b/c/d/e'], 'a/');
    },

    'may be put and deleted in either order': async (trial) => {
      await trial.putAll(['x/y']);
      await trial.putAll(['x']);
      await trial.expectListing(['x', 'x/y']);
      await trial.bank.deleteObject('x');
      await trial.expectListing(['x/y']);
      await trial.putAll(['x']);
      await trial.bank.deleteObject('x/y');
      await trial.expectListing(['x']);
      await trial.expectNoObject('x/y');
    },

    'are listed in the order of bytes, where a slash is a byte as any other': async (trial) => {
      const inOrder = ['a', 'a b', 'a!', 'a-', 'a.b', 'a/', 'a/b', 'a0', 'aa'].filter((key) => key !== 'a/');
      await trial.putAll(inOrder.toReversed());
      await trial.expectListing(inOrder);
      await trial.expectListing(inOrder, '', { reverse: true });
      await trial.expectListing(inOrder, '', { marker: 'a.b' });
      await trial.expectListing(inOrder, '', { marker: 'a0', reverse: true });
    },

    'are listed so below one another too': async (trial) => {
      const all = ['a/b', 'a/b.c', 'a/b/c', 'a/b/c.d', 'a/b/c/d', 'a/b/c0', 'a/b0', 'a.b/c', 'a0/b', 'a!/b', 'a!', 'a!b/c'];
      await trial.putAll(all);
      await trial.expectListing(all);
      await trial.expectListing(all, 'a/b');
      await trial.expectListing(all, 'a!', { reverse: true });
    },
  },
};
