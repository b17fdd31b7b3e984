import type { KarborError } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { LeaseKeeper } from '../lease/lease-keeper.js';
import { defaultLeaseWindows } from '../lease/lease-windows.js';
import { Holding } from './holding.js';
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
  const begin = async (operationId: string, holds: readonly Hold[], more: { wait?: boolean; predecessors?: readonly string[] } = {}) => {
    const entry: RunningEntry = {
      ...{ operationId, operation: 'protect', checkpointId: `c-${operationId}`, providerId: 'p', projectId: 'x', owner },
      startedAt: new Date(0),
    };
    await bank.putObject(runningKey(operationId), sealRunning(entry));
    const holding = new Holding({ bank, holds, wait: false, predecessors: [], ...more });
    const waited: KarborError[] = [];
    return { holding, waited, taken: holding.take(entry, never, (error) => waited.push(error)) };
  };
  return { bank, begin };
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
