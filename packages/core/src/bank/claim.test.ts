import type { BankPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { openBank } from './bank.js';

const exists = expect.objectContaining({ code: 'KARBOR_OBJECT_EXISTS' }) as unknown;
const [mine, theirs] = [Buffer.from('mine'), Buffer.from('theirs')];

/** A bank whose overlapping `ifAbsent` puts all succeed: the last one stays. */
function lastOneStays(): BankPlugin {
  const plugin = memoryBank();
  return {
    ...plugin,
    features: { ifAbsent: { settleMs: 20 }, consistency: 'strong' },
    async putObject(key, bytes, { ifAbsent = false } = {}) {
      if (ifAbsent && plugin.bytes(key)) return plugin.putObject(key, bytes, { ifAbsent });
      const copy = bytes.slice();
      await new Promise((resolve) => setImmediate(resolve));
      return plugin.putObject(key, copy);
    },
  };
}

test('one of many claims wins', async () => {
  const bank = openBank(memoryBank());
  const claims = ['a', 'b', 'c'].map((who) => bank.claimObject('key', Buffer.from(who)));
  const results = await Promise.allSettled(claims);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  await expect(claims[1]).rejects.toThrow(exists);
});

test('one of many wins also where the bank lets all of them pass', async () => {
  const plugin = lastOneStays();
  const bank = openBank(plugin);
  const claims = ['a', 'b', 'c'].map((who) => bank.claimObject('key', Buffer.from(who)));
  const results = await Promise.allSettled(claims);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(await plugin.getObject('key')).toEqual(Uint8Array.from(Buffer.from('c')));
  await expect(claims[0]).rejects.toThrow(exists);
});

test('a claim whose answer was lost is ours when it is found', async () => {
  const plugin = memoryBank();
  const lost = openBank({
    ...plugin,
    async putObject(key, bytes, options) {
      await plugin.putObject(key, bytes, options);
      throw new Error('connection reset');
    },
  });
  await expect(lost.claimObject('key', mine)).resolves.toBeUndefined();
  await expect(lost.claimObject('key', theirs)).rejects.toThrow(exists);
  // The bank itself tried again, and met what it had stored.
  await expect(openBank(plugin).claimObject('key', mine)).resolves.toBeUndefined();
});

test('a claim that did not arrive fails with its own error', async () => {
  const failure = new Error('connection refused');
  const bank = openBank({ ...memoryBank(), putObject: () => Promise.reject(failure) });
  await expect(bank.claimObject('key', mine)).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED', cause: failure });
});

test('a claim that a bank shows late is waited for', async () => {
  const plugin = memoryBank();
  let hidden = 2;
  const late = openBank({
    ...plugin,
    features: { ifAbsent: { settleMs: 1 }, consistency: 'eventual' },
    getObject: (key) => plugin.getObject(hidden-- > 0 ? 'not yet' : key),
  });
  await late.claimObject('key', mine);
  expect(hidden).toBe(-1);
});

test('a claim ends when it is aborted, also while it waits', async () => {
  const reason = new Error('enough');
  const stop = new AbortController();
  const bank = openBank({ ...memoryBank(), features: { ifAbsent: { settleMs: 60_000 }, consistency: 'strong' } });
  const claim = bank.claimObject('key', mine, { signal: stop.signal });
  setImmediate(() => stop.abort(reason));
  await expect(claim).rejects.toBe(reason);
});
