import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { collect } from '../collect.js';
import { mortal } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { TestProvider, WorldEffects } from './world.fixture.js';

const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id));
const plan = { name: 'plan', resources: volumes };
const goesOn = { onFailure: 'continue' } as const;
let world: World;

beforeEach(() => {
  world = new World();
});

/** Volumes of which a copy is made outside that is the checkpoint's. `copied` is called when it is kept, and may fail. */
function provider(bank: BankPlugin, copied: (id: string) => void | Promise<void>): TestProvider {
  const plugin = defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onMain({ effects, resource: { id }, saveInfo }) {
          const made = await (effects as WorldEffects).acquire('thing', { id }, world.maker('thing', id));
          await (effects as WorldEffects).keep('thing');
          await copied(id);
          (saveInfo)({ copy: made.tag });
        },
      },
      restore: {},
      delete: {
        onMain: ({ savedInfo }) => world.remove((savedInfo as { copy?: string } | undefined)?.copy ?? ''),
      },
    },
  });
  return testProvider([plugin], volumes, bank);
}

const breaksAt = (id: string) => (one: string) => {
  if (one === id) throw new Error(`${id} is broken`);
};

/** A checkpoint that holds v1 and not v2. */
async function partialCheckpoint() {
  const bank = memoryBank();
  const one = provider(bank, breaksAt('v2'));
  const { checkpointId } = await one.provider.protect(plan, context).then(async (flow) => {
    await one.run(flow, goesOn);
    return flow;
  });
  expect(await statusOf(one, checkpointId)).toBe('partial');
  expect([...world.things.values()]).toEqual(['thing of v1']);
  return { bank, checkpointId };
}

/** The same, after a retry that was killed when it had kept its copy of v2. */
async function retryThatWasKilled() {
  const { bank, checkpointId } = await partialCheckpoint();
  const { plugin, kill } = mortal(bank);
  await new Promise<void>((resolve) => {
    const retry = provider(plugin, async () => {
      kill();
      resolve();
      await new Promise(() => undefined);
    });
    void retry.provider.resume({ checkpointId }, context).then((flow) => retry.run(flow));
  });
  for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
  expect([...world.things.values()].sort()).toEqual(['thing of v1', 'thing of v2']);
  return { bank, checkpointId };
}

async function sweep(one: TestProvider): Promise<void> {
  const { operations } = one.provider;
  for (const { operationId } of await collect(operations.list(context))) {
    const flow = await operations.release(operationId, context);
    if (flow) expect((await one.run(flow)).failure).toBeUndefined();
  }
  expect(await collect(operations.list(context))).toEqual([]);
}

async function remove(one: TestProvider, checkpointId: string): Promise<void> {
  expect((await one.run(await one.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
}

describe('what a retry of a partial checkpoint kept', () => {
  test('is released by a sweep when it was killed, and what was good stays', async () => {
    const { bank, checkpointId } = await retryThatWasKilled();
    const later = provider(bank, () => undefined);
    await sweep(later);
    expect([...world.things.values()]).toEqual(['thing of v1']);
    await remove(later, checkpointId);
    expect(world.things.size).toBe(0);
  });

  test('is released by a delete when it was killed', async () => {
    const { bank, checkpointId } = await retryThatWasKilled();
    await remove(provider(bank, () => undefined), checkpointId);
    expect(world.things.size).toBe(0);
  });

  test('is released by a sweep when it could not be when the retry failed', async () => {
    const { bank, checkpointId } = await partialCheckpoint();
    const retry = provider(bank, (id) => {
      world.refusals = Infinity;
      breaksAt('v2')(id);
    });
    const { failure } = await retry.run(await retry.provider.resume({ checkpointId }, context));
    expect(failure?.message).toContain('the cloud is down');
    world.refusals = 0;
    expect(await collect(retry.provider.operations.list(context))).toMatchObject([{ state: 'ended', effects: [{ resource: 'T::Volume#v2' }] }]);
    await sweep(retry);
    expect([...world.things.values()]).toEqual(['thing of v1']);
    await remove(retry, checkpointId);
    expect(world.things.size).toBe(0);
  });

  test('stays when the retry ends well', async () => {
    const { bank, checkpointId } = await partialCheckpoint();
    const retry = provider(bank, () => undefined);
    expect((await retry.run(await retry.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
    expect(await statusOf(retry, checkpointId)).toBe('available');
    await sweep(retry);
    expect(world.things.size).toBe(2);
    await remove(retry, checkpointId);
    expect(world.things.size).toBe(0);
  });
});

test('what a resource kept that has failed is tried again before the rest counts as good', async () => {
  const one = provider(memoryBank(), (id) => {
    if (id === 'v2') world.refusals = 1;
    breaksAt('v2')(id);
  });
  const flow = await one.provider.protect(plan, context);
  expect((await one.run(flow, goesOn)).failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL' });
  expect([...world.things.values()]).toEqual(['thing of v1']);
});
