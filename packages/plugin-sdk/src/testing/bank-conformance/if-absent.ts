import assert from 'node:assert/strict';
import type { BankPlugin } from '../../bank.js';
import { isKarborError } from '../../errors.js';
import { rejectsWith } from './expectations.js';
import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';
import type { Trial } from './trial.js';

export const ifAbsent: Theme = {
  name: 'putting with ifAbsent',
  tests: {
    'puts where there is nothing': async (trial) => {
      await trial.bank.putObject('new', sampleBytes(1, 10), { ifAbsent: true });
      await trial.expectObject('new', sampleBytes(1, 10));
    },

    'fails with KARBOR_OBJECT_EXISTS and changes nothing where there is an object': async (trial) => {
      const first = sampleBytes(1, 10);
      await trial.bank.putObject('taken', first);
      await trial.expectObject('taken', first);
      await trial.settled();
      await expectExists(trial.bank, 'taken');
      await trial.expectObject('taken', first);
    },

    'is refused by what another ifAbsent put, an object of 0 bytes too': async (trial) => {
      await trial.bank.putObject('taken', new Uint8Array(), { ifAbsent: true });
      await trial.expectObject('taken', new Uint8Array());
      await trial.settled();
      await expectExists(await trial.reopened(), 'taken');
      await trial.expectObject('taken', new Uint8Array());
    },

    'minds the whole key only': async (trial) => {
      await trial.putAll(['a/b', 'ab', 'A', 'c']);
      await trial.bank.putObject('a', sampleBytes(1, 10), { ifAbsent: true });
      await trial.bank.putObject('c/d', sampleBytes(2, 10), { ifAbsent: true });
      await trial.expectListing(['A', 'a', 'a/b', 'ab', 'c', 'c/d']);
    },

    'may be replaced by a put without it': async (trial) => {
      await trial.bank.putObject('replaced', sampleBytes(1, 10), { ifAbsent: true });
      await trial.bank.putObject('replaced', sampleBytes(2, 10), { ifAbsent: false });
      await trial.expectObject('replaced', sampleBytes(2, 10));
    },

    'puts again after the object was deleted': async (trial) => {
      await trial.bank.putObject('again', sampleBytes(1, 10), { ifAbsent: true });
      await trial.bank.deleteObject('again');
      await trial.expectNoObject('again');
      await trial.eventually(() => trial.bank.putObject('again', sampleBytes(2, 10), { ifAbsent: true }));
      await trial.expectObject('again', sampleBytes(2, 10));
    },

    'lets one of several that overlap win': async (trial) => {
      for (let round = 0; round < 10; round++) await race(trial, `race/${round}`, [trial.bank]);
    },

    'lets one of several win that opened the store on their own': async (trial) => {
      const banks = [trial.bank, await trial.reopened(), await trial.reopened()];
      for (let round = 0; round < 10; round++) await race(trial, `race/${round}/x`, banks);
    },
  },
};

/** Several put one key at once: where that is atomic one succeeds, else one of those that succeed stays. */
async function race(trial: Trial, key: string, banks: readonly BankPlugin[]): Promise<void> {
  const values = Array.from({ length: 9 }, (_, seed) => sampleBytes(seed, 1000 + seed));
  const outcomes = await Promise.allSettled(
    values.map((bytes, index) => (banks[index % banks.length] ?? trial.bank).putObject(key, bytes, { ifAbsent: true })),
  );
  const winners = values.filter((_, index) => outcomes[index]?.status === 'fulfilled');
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    const { reason } = outcome as { reason: unknown };
    assert.ok(isKarborError(reason, 'KARBOR_OBJECT_EXISTS'), `a loser of "${key}" got ${String(reason)}`);
  }
  if (trial.bank.features.ifAbsent === 'atomic') {
    assert.equal(winners.length, 1, `${winners.length} puts of "${key}" with ifAbsent succeeded, not one.`);
  }
  await trial.settled();
  const staying = await soon(trial, key);
  assert.ok(
    winners.some((bytes) => Buffer.compare(bytes, staying) === 0),
    `"${key}" has bytes of none whose put succeeded.`,
  );
  for (const bank of banks) await trial.expectObject(key, staying, bank);
}

async function soon(trial: Trial, key: string): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  await trial.eventually(async () => {
    bytes = Uint8Array.from(await trial.bank.getObject(key));
  });
  return bytes;
}

async function expectExists(bank: BankPlugin, key: string): Promise<void> {
  const put = bank.putObject(key, sampleBytes(9, 20), { ifAbsent: true });
  await rejectsWith('KARBOR_OBJECT_EXISTS', put, `putObject of "${key}" with ifAbsent`);
}
