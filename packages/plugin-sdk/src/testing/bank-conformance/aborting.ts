import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BankPlugin } from '../../bank.js';
import { isKarborError } from '../../errors.js';
import { assertSameBytes, keysOf } from './expectations.js';
import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';

const aborted = AbortSignal.abort(new Error('aborted by the test'));

export const aborting: Theme = {
  name: 'aborting',
  tests: {
    'rejects and puts nothing when it is aborted before': async (trial) => {
      await assert.rejects(trial.bank.putObject('new', sampleBytes(1, 10), { signal: aborted }));
      await assert.rejects(trial.bank.putObject('new', sampleBytes(1, 10), { ifAbsent: true, signal: aborted }));
      await trial.expectNoObject('new');
      await trial.expectListing([]);
    },

    'rejects and deletes nothing when it is aborted before': async (trial) => {
      const bytes = sampleBytes(1, 10);
      await trial.bank.putObject('old', bytes);
      await assert.rejects(trial.bank.deleteObject('old', { signal: aborted }));
      await trial.expectObject('old', bytes);
    },

    'rejects and reads nothing when it is aborted before': async (trial) => {
      await trial.putAll(['old']);
      await trial.expectListing(['old']);
      await assert.rejects(trial.bank.getObject('old', { signal: aborted }));
      await assert.rejects(keysOf(trial.bank, '', { signal: aborted }));
    },

    'leaves a whole object or none when it is aborted in between': async (trial) => {
      const bytes = sampleBytes(1, 2 ** 20);
      for (const turns of [0, 1, 2, 4, 8]) {
        const key = `cut/after/${turns}`;
        const controller = new AbortController();
        const put = trial.bank.putObject(key, bytes, { signal: controller.signal });
        const outcome = put.then(
          () => 'put',
          () => 'rejected',
        );
        for (let turn = 0; turn < turns; turn++) await nextTurn();
        controller.abort(new Error('aborted by the test'));
        if ((await outcome) === 'put') await trial.expectObject(key, bytes);
        else await expectWholeOrNone(trial.bank, key, bytes);
      }
    },

    'ends a listing that is aborted in between': async (trial) => {
      const all = Array.from({ length: 20 }, (_, index) => `l/${String(index).padStart(2, '0')}`);
      await trial.putAll(all);
      await trial.expectListing(all);
      const controller = new AbortController();
      const seen: string[] = [];
      await assert.rejects(async () => {
        for await (const key of trial.bank.listObjects('l/', { signal: controller.signal })) {
          seen.push(key);
          controller.abort(new Error('aborted by the test'));
        }
      });
      assert.deepEqual(seen, ['l/00']);
    },

    'does not mind a signal that is not aborted': async (trial) => {
      const { signal } = new AbortController();
      const bytes = sampleBytes(1, 10);
      await trial.bank.putObject('calm', bytes, { signal });
      await trial.eventually(async () => assertSameBytes(await trial.bank.getObject('calm', { signal }), bytes, 'calm'));
      await trial.expectListing(['calm'], '', { signal });
      await trial.bank.deleteObject('calm', { signal });
      await trial.expectListing([], '', { signal });
    },
  },
};

async function expectWholeOrNone(bank: BankPlugin, key: string, bytes: Uint8Array): Promise<void> {
  const read = await bank.getObject(key).catch((error: unknown) => {
    if (isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) return undefined;
    throw error;
  });
  if (read) assert.equal(Buffer.compare(read, bytes), 0, `"${key}" holds a part of what was put.`);
}
