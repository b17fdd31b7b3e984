import type { BankPlugin } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBank } from '../bank/bank.js';
import { LeaseKeeper } from './lease-keeper.js';
import { defaultLeaseWindows } from './lease-windows.js';
import { OwnerWatch, ownerState, waitUntilGone } from './owner-state.js';

const clock = () => performance.now();
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);
/** On another machine: nothing but its lease tells of it. */
const elsewhere = { bootId: 'other', namespaces: 'other', pid: 1, startTime: 1 };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const keeperOf = (plugin: BankPlugin, process?: typeof elsewhere) =>
  new LeaseKeeper(openBank(plugin), defaultLeaseWindows, { clock, ...(process && { process }) });

/** What a watch came to, and what it said while it waited. */
function watch(plugin: BankPlugin, owner: string, signal?: AbortSignal) {
  const remaining: number[] = [];
  const seen = { remaining, end: undefined as string | undefined };
  const onWaiting = (milliseconds: number) => void remaining.push(milliseconds);
  waitUntilGone(openBank(plugin), owner, { clock, onWaiting, ...(signal && { signal }) }).then(
    (end) => (seen.end = end),
    (error: unknown) => (seen.end = String(error)),
  );
  return seen;
}

describe('one look at an owner', () => {
  test('without a lease: it is gone', async () => {
    expect(await ownerState(openBank(memoryBank()), 'nobody')).toBe('gone');
  });

  test('elsewhere: it tells nothing', async () => {
    const plugin = memoryBank();
    const lease = await keeperOf(plugin, elsewhere).acquire();
    expect(await ownerState(openBank(plugin), lease.owner, { clock })).toBe('unknown');
    await lease.release();
    expect(await ownerState(openBank(plugin), lease.owner, { clock })).toBe('gone');
  });

  test.runIf(process.platform === 'linux')('of this machine: it lives while its lease is good, and its lease is enough', async () => {
    const bank = faultyBank(memoryBank());
    const { owner } = await keeperOf(bank).acquire();
    const look = () => ownerState(openBank(bank), owner, { clock });
    expect(await look()).toBe('alive');
    await seconds(3600);
    expect(await look()).toBe('alive');
    bank.inject({ fault: 'refuse', method: 'putObject', times: 1e6 });
    await seconds(499);
    expect(await look()).toBe('alive');
    await seconds(1);
    expect(await look()).toBe('unknown');
    await seconds(100);
    expect(await look()).toBe('gone');
  });

  test('on a bank that shows things late: it is gone only after that time', async () => {
    const plugin = memoryBank();
    const { owner } = await keeperOf(plugin, elsewhere).acquire();
    let hidden = 3;
    const late: BankPlugin = {
      ...plugin,
      features: { ifAbsent: 'atomic', consistency: 'eventual' },
      getObject: (key) => plugin.getObject(hidden-- > 0 ? 'not yet' : key),
    };
    const states = [ownerState(openBank(late), owner, { clock }), ownerState(openBank(late), 'nobody', { clock })];
    await seconds(10);
    expect(await Promise.all(states)).toEqual(['unknown', 'gone']);
  });

  test('with a damaged lease: it tells nothing', async () => {
    const plugin = memoryBank();
    const { owner } = await keeperOf(plugin).acquire();
    const damaged = faultyBank(plugin, [{ fault: 'flip', offset: 20 }]);
    expect(await ownerState(openBank(damaged), owner, { clock })).toBe('unknown');
  });
});

describe('watching an owner that is elsewhere', () => {
  test('ends as soon as it renews its lease', async () => {
    const plugin = memoryBank();
    const { owner } = await keeperOf(plugin, elsewhere).acquire();
    await seconds(60);
    const seen = watch(plugin, owner);
    await seconds(59);
    expect(seen.end).toBeUndefined();
    await seconds(6);
    expect(seen.end).toBe('alive');
  });

  test('ends when its lease has not changed for its expire window', async () => {
    const plugin = memoryBank();
    const bank = faultyBank(plugin);
    const { owner } = await keeperOf(bank, elsewhere).acquire();
    bank.inject({ fault: 'silence' });
    await seconds(300);
    const seen = watch(plugin, owner);
    await seconds(599.9);
    expect(seen.end).toBeUndefined();
    await seconds(0.2);
    expect(seen.end).toBe('gone');
    expect(seen.remaining[0]).toBeCloseTo(600_000, -2);
    expect(seen.remaining).toEqual(seen.remaining.toSorted((a, b) => b - a));
    expect(plugin.count).toBe(1);
  });

  test('takes no longer for several that are gone than for one, when all were looked at before', async () => {
    const plugin = memoryBank();
    const bank = faultyBank(plugin);
    const owners = [await keeperOf(bank, elsewhere).acquire(), await keeperOf(bank, elsewhere).acquire()].map(({ owner }) => owner);
    const alive = await keeperOf(plugin, elsewhere).acquire();
    bank.inject({ fault: 'silence' });
    const shared = new OwnerWatch(openBank(plugin), { clock });
    for (const owner of [...owners, alive.owner]) expect(await shared.look(owner)).toMatchObject({ state: 'unknown' });
    const ends: (readonly [string, number])[] = [];
    const begin = clock();
    void (async () => {
      for (const owner of owners) ends.push([await waitUntilGone(openBank(plugin), owner, { clock, watch: shared }), clock() - begin]);
      ends.push([await waitUntilGone(openBank(plugin), alive.owner, { clock, watch: shared }), clock() - begin]);
    })();
    await seconds(601);
    expect(ends.map(([end]) => end)).toEqual(['gone', 'gone', 'alive']);
    expect(ends.every(([, after]) => after <= 600_100)).toBe(true);
  });

  test('ends when it gives its lease back, and when it is not wanted any more', async () => {
    const plugin = memoryBank();
    const lease = await keeperOf(plugin, elsewhere).acquire();
    const stop = new AbortController();
    const [one, other] = [watch(plugin, lease.owner, stop.signal), watch(plugin, lease.owner)];
    await seconds(1);
    stop.abort(new Error('no more'));
    await seconds(0);
    expect(one.end).toBe('Error: no more');
    await lease.release();
    await seconds(5);
    expect(other.end).toBe('gone');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits longer on a bank that shows things late', async () => {
    const plugin = memoryBank();
    const bank = faultyBank(plugin);
    const { owner } = await keeperOf(bank, elsewhere).acquire();
    bank.inject({ fault: 'silence' });
    const seen = watch({ ...plugin, features: { ifAbsent: 'atomic', consistency: 'eventual' } }, owner);
    await seconds(602.9);
    expect(seen.end).toBeUndefined();
    await seconds(0.2);
    expect(seen.end).toBe('gone');
  });

  test('takes a damaged lease for one that is not renewed', async () => {
    const plugin = memoryBank();
    await plugin.putObject('leases/broken', Buffer.from('no lease'));
    const seen = watch(plugin, 'broken');
    await seconds(599.9);
    expect(seen.end).toBeUndefined();
    await seconds(0.2);
    expect(seen.end).toBe('gone');
  });
});
