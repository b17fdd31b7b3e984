import type { KarborError } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { LeaseKeeper } from '../lease/lease-keeper.js';
import { leaseKey, sealLease } from '../lease/lease-record.js';
import { defaultLeaseWindows } from '../lease/lease-windows.js';
import { Holding } from './holding.js';
import { claimingKey, holdingKey, holdsSection, listKey, sealHolds } from './hold-records.js';
import type { Hold } from './hold-records.js';
import { runningKey, sealRunning } from './running-entry.js';
import type { RunningEntry } from './running-entry.js';

const never = new AbortController().signal;
const exclusive = (...whats: readonly string[]): readonly Hold[] => whats.map((what) => ({ what, exclusive: true }));
const shared = (...whats: readonly string[]): readonly Hold[] => whats.map((what) => ({ what, exclusive: false }));

/** Several operations of one living process. */
async function operations() {
  const bank = openBank(memoryBank());
  const { owner } = await new LeaseKeeper(bank, defaultLeaseWindows).acquire();
  const enter = async (operationId: string, by: Partial<RunningEntry>) => {
    const entry: RunningEntry = {
      ...{ operationId, operation: 'protect', checkpointId: `c-${operationId}`, providerId: 'p', projectId: 'x', owner },
      startedAt: new Date(0),
      ...by,
    };
    await bank.putObject(runningKey(operationId), sealRunning(entry));
    return entry;
  };
  const begin = async (operationId: string, holds: readonly Hold[], more: Options = {}) => {
    const { startedAt = new Date(0), ...options } = more;
    const entry = await enter(operationId, { startedAt });
    const holding = new Holding({ bank, holds, wait: false, predecessors: [], ...options });
    const waited: KarborError[] = [];
    return { holding, waited, taken: holding.take(entry, never, (error) => waited.push(error)) };
  };
  /** One of another machine that died when it held something, or only wanted to. */
  const dead = async (operationId: string, holds: readonly Hold[], key: string, startedAt = new Date(0)) => {
    const foreign = { bootId: 'other', namespaces: 'other', pid: 1, startTime: 1 };
    const windows = { expireMs: 3000, renewMs: 100, validityMs: 100 };
    const lease = { owner: operationId, counter: 7, windows, host: 'other', renewedAt: '', process: foreign, sentAt: 0 };
    await bank.putObject(leaseKey(operationId), sealLease(lease));
    await enter(operationId, { owner: operationId, startedAt });
    const section = holdsSection(bank, operationId);
    for (const [index, bytes] of sealHolds(holds).entries()) await section.putObject(listKey(index), bytes);
    await section.putObject(key, new Uint8Array());
  };
  return { bank, begin, dead };
}

interface Options {
  readonly wait?: boolean;
  readonly predecessors?: readonly string[];
  readonly startedAt?: Date;
}

test('what one holds another is refused, by name', async () => {
  const { begin } = await operations();
  const first = await begin('a', exclusive('T#1', 'T#2'));
  await first.taken;
  const second = await begin('b', exclusive('T#3', 'T#2'));
  await expect(second.taken).rejects.toMatchObject({
    code: 'KARBOR_RESOURCE_HELD',
    message: expect.stringContaining('T#2 is held by operation a (protect of checkpoint c-a') as string,
    details: { held: 'T#2', operationId: 'a', gone: false },
  });
  await first.holding.give();
  await (await begin('c', exclusive('T#2'))).taken;
});

test('what is shared may be held by several, but not by one alone besides', async () => {
  const { begin } = await operations();
  await (await begin('a', shared('T#1'))).taken;
  await (await begin('b', shared('T#1'))).taken;
  await expect((await begin('c', exclusive('T#1'))).taken).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_HELD' });
});

test('what a predecessor holds is its successor’s', async () => {
  const { begin } = await operations();
  await (await begin('a', exclusive('T#1'))).taken;
  await (await begin('b', exclusive('T#1'), { predecessors: ['a'] })).taken;
});

test('one that waits holds when the other has given back', async () => {
  const { begin } = await operations();
  const first = await begin('a', exclusive('T#1'));
  await first.taken;
  const second = await begin('b', exclusive('T#1'), { wait: true });
  const before = await Promise.race([second.taken.then(() => 'held'), new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]);
  expect(before).toBe('waits');
  await first.holding.give();
  await second.taken;
  expect(second.waited.map(({ code }) => code)).toEqual(['KARBOR_RESOURCE_HELD']);
});

test('of many at once no two hold the same, and where all want the same one does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.subarray(['1', '2', '3'], { minLength: 1 }), { minLength: 2, maxLength: 6 }), async (wishes) => {
      const { begin } = await operations();
      const runs = await Promise.all(wishes.map((wish, index) => begin(`op-${index}`, exclusive(...wish))));
      const ends = await Promise.allSettled(runs.map(({ taken }) => taken));
      const held = wishes.filter((_, index) => ends[index]?.status === 'fulfilled').flat();
      expect(new Set(held).size).toBe(held.length);
      if (wishes.every((wish) => wish.includes('1'))) expect(held.length).toBeGreaterThan(0);
    }),
    { seed: 11, numRuns: 25 },
  );
});

describe('what one of another machine had that has died', () => {
  const seconds = 20_000;

  test('is held until its lease has not changed for its expire window, with waiting', { timeout: seconds }, async () => {
    const { begin, dead } = await operations();
    await dead('a', exclusive('T#1'), holdingKey);
    const { taken, waited } = await begin('b', exclusive('T#1'), { wait: true });
    await expect(taken).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_HELD', details: { operationId: 'a', gone: true } });
    expect(waited.map(({ details }) => details)).toMatchObject([{ operationId: 'a', gone: false }]);
  });

  test('is refused without waiting, with what can be done about it', async () => {
    const { begin, dead } = await operations();
    await dead('a', exclusive('T#1'), holdingKey);
    const { taken } = await begin('b', exclusive('T#1'));
    await expect(taken).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_HELD', message: expect.stringContaining('sweep it') as string });
  });

  test('counts for nothing then when it had only wanted it', { timeout: seconds }, async () => {
    const { begin, dead } = await operations();
    await dead('a', exclusive('T#1'), claimingKey);
    const { taken, waited } = await begin('b', exclusive('T#1'), { wait: true });
    await taken;
    expect(waited.map(({ details }) => details)).toMatchObject([{ operationId: 'a' }]);
  });

  test('is told, and counts for nothing then, when it came second, also without waiting', { timeout: seconds }, async () => {
    const { begin, dead } = await operations();
    await dead('b', exclusive('T#1'), claimingKey);
    const { taken, waited } = await begin('a', exclusive('T#1'));
    await taken;
    expect(waited.map(({ details }) => details)).toMatchObject([{ operationId: 'b' }]);
  });
});

test('of two at once the one that began earlier comes first', async () => {
  const { begin } = await operations();
  const [early, late] = await Promise.all([
    begin('b', exclusive('T#1'), { startedAt: new Date(1) }),
    begin('a', exclusive('T#1'), { startedAt: new Date(2) }),
  ]);
  await expect(late.taken).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_HELD', details: { operationId: 'b' } });
  await early.taken;
});

describe('a list of what an operation holds that is damaged', () => {
  async function damaged() {
    const all = await operations();
    await (await all.begin('a', exclusive('T#1'))).taken;
    await all.bank.putObject('holds/a/list/1', Buffer.from('{}'));
    return all;
  }

  test('may name anything, and is named itself', async () => {
    const { begin } = await damaged();
    await expect((await begin('b', exclusive('T#2'))).taken).rejects.toMatchObject({
      code: 'KARBOR_RESOURCE_HELD',
      message: expect.stringMatching(/"holds\/a\/list\/1" .* is held by operation a /) as string,
    });
  });

  test('binds nobody when its operation has ended', async () => {
    const { begin, bank } = await damaged();
    await bank.deleteObject(runningKey('a'));
    await (await begin('b', exclusive('T#2'))).taken;
  });
});
