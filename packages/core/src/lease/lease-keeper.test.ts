import { memoryBank } from '@karbor/plugin-sdk/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBank } from '../bank/bank.js';
import { LeaseKeeper } from './lease-keeper.js';
import { keeperOn } from './lease-keeper.fixture.js';
import { openLease, sealLease } from './lease-record.js';
import { defaultLeaseWindows } from './lease-windows.js';

const lost = expect.objectContaining({ code: 'KARBOR_LEASE_LOST' }) as unknown;
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a lease', () => {
  test('is one object for all who hold it, renewed until the last has given it back', async () => {
    const { plugin, keeper, counter } = keeperOn();
    const [first, second] = await Promise.all([keeper.acquire(), keeper.acquire()]);
    expect(first.owner).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(second.owner).toBe(first.owner);
    expect(plugin.keys()).toEqual([`leases/${first.owner}`]);
    expect(counter()).toBe(1);
    await seconds(119);
    expect(counter()).toBe(1);
    await seconds(1);
    expect(counter()).toBe(2);
    await first.release();
    await first.release();
    expect(() => first.check()).toThrow(lost);
    await seconds(24 * 3600);
    second.check();
    expect(counter()).toBe(722);
    await second.release();
    expect(plugin.keys()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    expect(second.lost.aborted).toBe(false);
  });

  test('has another owner each time', async () => {
    const { plugin, keeper } = keeperOn();
    const first = await keeper.acquire();
    const ending = first.release();
    const second = await keeper.acquire();
    await ending;
    expect(second.owner).not.toBe(first.owner);
    expect(plugin.keys()).toEqual([`leases/${second.owner}`]);
    second.check();
    await second.release();
  });

  test('says who holds it', async () => {
    const { plugin, keeper } = keeperOn();
    const { owner } = await keeper.acquire();
    expect(openLease(plugin.bytes(`leases/${owner}`)!, owner)).toMatchObject({
      ...{ owner, counter: 1, windows: defaultLeaseWindows, renewedAt: new Date().toISOString() },
      ...(process.platform === 'linux' && { process: { pid: process.pid } }),
    });
  });

  test('that cannot be written is not held, and leaves nothing', async () => {
    const { plugin, bank, keeper } = keeperOn();
    bank.inject({ fault: 'lose-answer', method: 'putObject' });
    const both = [keeper.acquire(), keeper.acquire()];
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED' });
    expect(plugin.keys()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    (await keeper.acquire()).check();
  });
});

describe('a renewal that fails', () => {
  test.each(['refuse', 'lose-answer'] as const)('is tried again soon (%s)', async (fault) => {
    const { bank, keeper, counter, warnings } = keeperOn();
    const lease = await keeper.acquire();
    bank.inject({ fault, method: 'putObject', times: 20 });
    await seconds(499);
    expect(counter()).toBeGreaterThan(20);
    expect(warnings).toHaveLength(20);
    await seconds(400);
    lease.check();
    await lease.release();
  });

  test('is given up when the bank does not answer, and tried again', async () => {
    const { bank, keeper, counter } = keeperOn();
    const lease = await keeper.acquire();
    bank.inject({ fault: 'delay', until: () => new Promise(() => undefined) });
    await seconds(499);
    expect(counter()).toBeGreaterThan(1);
    lease.check();
    await lease.release();
  });

  test('loses the lease when its validity runs out, for good', async () => {
    const { plugin, bank, keeper, counter } = keeperOn();
    const lease = await keeper.acquire();
    bank.inject({ fault: 'refuse', method: 'putObject', times: 1e6 });
    const onLost = vi.fn();
    lease.lost.addEventListener('abort', onLost);
    await seconds(499.9);
    lease.check();
    expect(onLost).not.toHaveBeenCalled();
    await seconds(0.1);
    expect(onLost).toHaveBeenCalledOnce();
    expect(lease.lost.reason).toEqual(lost);
    expect(lease.lost.reason).toMatchObject({ cause: { code: 'KARBOR_BANK_FAILED' }, details: { owner: lease.owner } });
    expect(() => lease.check()).toThrow(lost);
    bank.heal();
    const calls = bank.count();
    await seconds(3600);
    await lease.release();
    expect(bank.count()).toBe(calls);
    expect(counter()).toBe(1);
    const next = await keeper.acquire();
    expect(plugin.keys()).toHaveLength(2);
    next.check();
    await next.release();
  });

  test('counts from before it was sent', async () => {
    const { bank, keeper } = keeperOn();
    const lease = await keeper.acquire();
    bank.inject({ fault: 'delay', method: 'putObject', until: () => new Promise((resolve) => setTimeout(resolve, 29_000)) });
    await seconds(149);
    bank.inject({ fault: 'refuse', method: 'putObject', times: 1e6 });
    await seconds(120 + 499.9 - 149);
    lease.check();
    await seconds(0.1);
    expect(() => lease.check()).toThrow(lost);
  });
});

test('who has given the lease back is not told that it is lost', async () => {
  const { keeper, stopFor } = keeperOn();
  const [first, second] = await Promise.all([keeper.acquire(), keeper.acquire()]);
  await first.release();
  stopFor(500);
  expect(() => second.check()).toThrow(lost);
  expect([first.lost.aborted, second.lost.aborted]).toEqual([false, true]);
});

describe('an owner notices that its lease is lost', () => {
  test('after the process was stopped, before its timers do', async () => {
    const { bank, keeper, stopFor } = keeperOn();
    const lease = await keeper.acquire();
    stopFor(499);
    lease.check();
    stopFor(1);
    expect(lease.lost.aborted).toBe(false);
    expect(() => lease.check()).toThrow(lost);
    expect(lease.lost.aborted).toBe(true);
    const calls = bank.count();
    await seconds(3600);
    expect(bank.count()).toBe(calls);
  });

  test('when it is asked for again after that', async () => {
    const { keeper, stopFor } = keeperOn();
    const lease = await keeper.acquire();
    stopFor(500);
    const next = await keeper.acquire();
    expect(next.owner).not.toBe(lease.owner);
    expect(lease.lost.aborted).toBe(true);
    next.check();
    await next.release();
  });

  test.each(['getObject', 'putObject'] as const)('when its renewal ends too late, though it was sent in time (%s)', async (method) => {
    const { bank, keeper, stopFor } = keeperOn();
    const lease = await keeper.acquire();
    let letGo: () => void = () => undefined;
    bank.inject({ fault: 'delay', method, until: () => new Promise<void>((resolve) => (letGo = resolve)) });
    await seconds(120);
    stopFor(381);
    letGo();
    await seconds(0);
    expect(() => lease.check()).toThrow(lost);
  });

  test('at the next renewal when another has removed it, and does not bring it back', async () => {
    const { plugin, keeper } = keeperOn();
    const lease = await keeper.acquire();
    await plugin.deleteObject(`leases/${lease.owner}`);
    await seconds(120);
    expect(lease.lost.reason).toEqual(lost);
    await lease.release();
    expect(plugin.keys()).toEqual([]);
  });

  test('at the next renewal when another has replaced it, and leaves that alone', async () => {
    const { plugin, keeper } = keeperOn();
    const lease = await keeper.acquire();
    const key = `leases/${lease.owner}`;
    const theirs = sealLease({ ...openLease(plugin.bytes(key)!, lease.owner), owner: 'another' });
    await plugin.putObject(key, theirs);
    await seconds(120);
    expect(lease.lost.reason).toEqual(lost);
    await lease.release();
    expect(plugin.bytes(key)).toEqual(Uint8Array.from(theirs));
  });

  test('not yet when an eventual bank does not show it at once', async () => {
    const plugin = memoryBank();
    let hidden = 0;
    const keeper = new LeaseKeeper(
      openBank({
        ...plugin,
        features: { ifAbsent: 'atomic', consistency: 'eventual' },
        getObject: (key) => plugin.getObject(hidden-- > 0 ? 'not yet' : key),
      }),
      defaultLeaseWindows,
      { clock: () => performance.now() },
    );
    const lease = await keeper.acquire();
    hidden = 3;
    await seconds(125);
    lease.check();
    await plugin.deleteObject(`leases/${lease.owner}`);
    await seconds(125);
    expect(() => lease.check()).toThrow(lost);
  });
});

test('what ends with a renewal under way is not brought back by it', async () => {
  const { plugin, bank, keeper } = keeperOn();
  const lease = await keeper.acquire();
  bank.inject({ fault: 'delay', method: 'putObject', until: () => new Promise((resolve) => setTimeout(resolve, 5000)) });
  await seconds(121);
  const ending = lease.release();
  await seconds(5);
  await ending;
  expect(plugin.keys()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a lease that cannot be removed is left to run out', async () => {
  const { plugin, bank, keeper, warnings } = keeperOn();
  const lease = await keeper.acquire();
  bank.inject({ fault: 'refuse', method: 'deleteObject' });
  await lease.release();
  expect(plugin.count).toBe(1);
  expect(warnings).toEqual([expect.stringContaining(lease.owner)]);
});
