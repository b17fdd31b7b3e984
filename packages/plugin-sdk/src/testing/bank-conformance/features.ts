import assert from 'node:assert/strict';
import type { Theme } from './theme.js';

export const features: Theme = {
  name: 'features',
  tests: {
    'declares how ifAbsent and reading behave': async ({ bank }) => {
      const { ifAbsent, consistency }: { ifAbsent: unknown; consistency: unknown } = bank.features;
      assert.ok(consistency === 'strong' || consistency === 'eventual', 'features.consistency is "strong" or "eventual"');
      const settles = typeof ifAbsent === 'object' && ifAbsent !== null && 'settleMs' in ifAbsent;
      const isTime = settles && typeof ifAbsent.settleMs === 'number' && ifAbsent.settleMs >= 0;
      assert.ok(ifAbsent === 'atomic' || isTime, 'features.ifAbsent is "atomic" or { settleMs }, in milliseconds');
      return Promise.resolve();
    },

    'declares the same for the same store': async (trial) => {
      const again = await trial.reopened();
      assert.deepEqual(again.features, trial.bank.features);
    },
  },
};
