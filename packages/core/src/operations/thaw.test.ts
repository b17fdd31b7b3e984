import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { leaseKey } from '../lease/lease-record.js';
import { cutOff, cutOffLease, mortal, plan, server } from './cut-off.fixture.js';
import { context, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { TestProvider, WorldEffects } from './world.fixture.js';

async function operationOf({ provider }: TestProvider): Promise<string> {
  for await (const { operationId } of provider.operations.list(context)) return operationId;
  throw new Error('There is no operation.');
}

test('what stands still is let go, and nothing else is done', async () => {
  const { second, world, bank, checkpointId } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
  const id = await operationOf(second);
  const keys = bank.keys();
  expect(await second.provider.operations.thaw(id, context)).toMatchObject([{ resource: { id: 's1' }, kind: 'frozen' }]);
  expect(world.history.filter((one) => one.endsWith('s1'))).toEqual(['+frozen of s1', '-frozen of s1']);
  expect(bank.keys()).toEqual(keys);
  expect(await statusOf(second, checkpointId)).toBe('protecting');
  // Who goes on with it takes the whole window again.
  expect((await second.run(await second.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  expect(await statusOf(second, checkpointId)).toBe('available');
  expect(world.things.size).toBe(0);
});

test('where nothing stands still nothing is done', async () => {
  const { second, world } = await cutOff({ hook: 'onMain', id: 'v2' });
  const before = [...world.things.values()];
  expect(before).toContain('thing of v2');
  expect(await second.provider.operations.thaw(await operationOf(second), context)).toEqual([]);
  expect([...world.things.values()]).toEqual(before);
});

test('what no plugin knows any more keeps nothing else still', async () => {
  const bank = memoryBank();
  const world = new World();
  const { plugin: mortalBank, kill } = mortal(bank);
  const about = { name: 'servers', resourceTypes: ['T::Server'] } as const;
  const both = worldEffects(world);
  await new Promise<void>((resolve) => {
    const onPrepareBegin = async ({ effects }: { readonly effects: unknown }) => {
      for (const kind of ['thing', 'frozen'] as const) await (effects as WorldEffects).acquire(kind, { id: 's1' }, world.maker(kind, 's1'));
      kill();
      resolve();
      await new Promise(() => undefined);
    };
    const first = defineProtectionPlugin({ ...about, effects: both, operations: { protect: { onPrepareBegin } } });
    const { provider, run } = testProvider([first], [server], mortalBank);
    void provider.protect(plan, context).then(run);
  });
  await cutOffLease(bank);
  // Its plugin has forgotten one of two kinds.
  const forgetful = defineProtectionPlugin({ ...about, effects: { frozen: both.frozen }, operations: { protect: {} } });
  const second = testProvider([forgetful], [server], bank);
  expect(await second.provider.operations.thaw(await operationOf(second), context)).toMatchObject([{ kind: 'frozen' }]);
  expect([...world.things.values()]).toEqual(['thing of s1']);
});

test('an operation that is not there, or another project\'s, is not found', async () => {
  const { second, world } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
  const id = await operationOf(second);
  const before = world.things.size;
  for (const thaw of [
    second.provider.operations.thaw('none', context),
    second.provider.operations.thaw(id, { projectId: 'another' }),
  ]) {
    await expect(thaw).rejects.toMatchObject({ code: 'KARBOR_OPERATION_NOT_FOUND' });
  }
  expect(world.things.size).toBe(before);
});

test('an owner that is alive keeps what it holds', async () => {
  const { second, bank, world } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' }, { keepsLease: true });
  expect(bank.keys().filter((key) => key.startsWith(leaseKey('')))).toHaveLength(1);
  const before = world.things.size;
  const thaw = second.provider.operations.thaw(await operationOf(second), context);
  await expect(thaw).rejects.toMatchObject({ code: 'KARBOR_OPERATION_RUNNING' });
  expect(world.things.size).toBe(before);
});

test('a bank that cannot be written keeps nothing still', async () => {
  const { second, bank, world } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
  const id = await operationOf(second);
  const refuse = () => Promise.reject(new Error('no space left on device'));
  Object.assign(bank, { putObject: refuse, deleteObject: refuse });
  expect(await second.provider.operations.thaw(id, context)).toMatchObject([{ resource: { id: 's1' } }]);
  expect([...world.things.values()]).not.toContain('frozen of s1');
});

describe('what may be held for a limited time', () => {
  const hour = 3_600_000;
  const cut = { hook: 'onPrepareFinish', id: 'v2' } as const;
  /** It is later, by the clock that `until` is told in, and no timer has run. */
  const later = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * hour });

  afterEach(() => void vi.useRealTimers());

  test('is let go when that is over, although its owner is alive', async () => {
    const { second, world } = await cutOff(cut, { keepsLease: true, until: new Date(Date.now() + hour) });
    const id = await operationOf(second);
    await expect(second.provider.operations.thaw(id, context)).rejects.toMatchObject({ code: 'KARBOR_OPERATION_RUNNING' });
    later();
    expect(await second.provider.operations.thaw(id, context)).toMatchObject([{ resource: { id: 's1' }, kind: 'frozen' }]);
    expect([...world.things.values()]).not.toContain('frozen of s1');
  });

  test('is left alone before when only what is overdue is asked for, whether its owner is alive or not', async () => {
    for (const keepsLease of [true, false]) {
      const { second, world } = await cutOff(cut, { keepsLease, until: new Date(Date.now() + hour) });
      const id = await operationOf(second);
      const thaw = () => second.provider.operations.thaw(id, context, { onlyOverdue: true });
      expect(await thaw()).toEqual([]);
      expect([...world.things.values()]).toContain('frozen of s1');
      later();
      expect(await thaw()).toMatchObject([{ resource: { id: 's1' } }]);
      expect([...world.things.values()]).not.toContain('frozen of s1');
      vi.useRealTimers();
    }
  });
});
