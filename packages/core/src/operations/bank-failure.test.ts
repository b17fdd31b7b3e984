import { setTimeout as delay } from 'node:timers/promises';
import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { collect } from '../collect.js';
import { context, resource, run, testProvider, World, worldEffects } from './world.fixture.js';

/** A parent with two dependents that store something and make something outside. */
function storing(world: World) {
  return defineProtectionPlugin({
    name: 'storing',
    resourceTypes: ['T::Thing'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onPrepareFinish({ effects, resource: { id } }) {
          await effects.acquire('thing', { id }, world.maker('thing', id));
        },
        async onMain({ section, effects, resource: { id } }) {
          await section.putObject('content', new TextEncoder().encode(id.repeat(100)));
          await effects.release('thing');
        },
      },
      restore: {},
    },
  });
}

const family = [resource('T::Thing', 'a'), resource('T::Thing', 'b', 'T::Thing#a'), resource('T::Thing', 'c', 'T::Thing#a')];
const plan = { name: 'plan', resources: family.slice(0, 1) };

async function countCalls(): Promise<number> {
  const bank = faultyBank(memoryBank());
  const provider = testProvider([storing(new World())], family, bank);
  await run(await provider.provider.protect(plan, context));
  return bank.calls.length;
}

test.each(['refuse', 'lose-answer'] as const)('a bank that fails once (%s), at any call, never leaves a torn checkpoint that reads as good', async (fault) => {
  const calls = await countCalls();
  expect(calls).toBeGreaterThan(10);
  for (let nth = 1; nth <= calls; nth += 1) {
    const world = new World();
    const inner = memoryBank();
    const provider = testProvider([storing(world)], family, faultyBank(inner, [{ fault, nth }]));
    const flow = await provider.provider.protect(plan, context);
    const { failure } = await run(flow);
    expect([...world.things.values()], `call ${nth}`).toEqual([]);

    const later = testProvider([storing(world)], family, inner);
    const checkpoint = await later.provider.checkpoints.show(context, flow.checkpointId).catch(() => undefined);
    if (!failure) expect(checkpoint?.status, `call ${nth}`).toBe('available');
    if (checkpoint?.status === 'available') {
      const verified = await run(await later.provider.verify({ checkpointId: flow.checkpointId }, context));
      expect(verified.failure, `call ${nth}`).toBeUndefined();
    }
    if (checkpoint) {
      const deleted = await run(await later.provider.delete({ checkpointId: flow.checkpointId, cancel: true }, context));
      expect(deleted.failure, `call ${nth}`).toBeUndefined();
    }
    for (const { operationId } of await collect(later.provider.operations.list(context))) {
      const released = await later.provider.operations.release(operationId, context);
      if (released) await run(released);
    }
    const left = inner.keys().filter((key) => !/^leases\/|^checkpoints\/.*\/(epochs|ends)\//.test(key));
    expect(left, `call ${nth}`).toEqual([]);
  }
});

test.each([/\/manifest\//, /\/journal\//])('a checkpoint with a damaged record (%s) can still be deleted', async (damaged) => {
  const bank = memoryBank();
  const provider = testProvider([storing(new World())], family, bank);
  const flow = await provider.provider.protect(plan, context);
  await run(flow);
  for (const key of bank.keys().filter((one) => damaged.test(one))) await bank.putObject(key, new TextEncoder().encode('{"torn'));

  const deleted = await run(await provider.provider.delete({ checkpointId: flow.checkpointId }, context));
  expect(deleted.failure).toBeUndefined();
  expect(bank.keys().filter((key) => !/\/(epochs|ends)\//.test(key))).toEqual([]);
});

test.each(['protect', 'restore'] as const)('a %s that could not begin its journal does not go on trying when it has ended', async (operation) => {
  const bank = memoryBank();
  const good = testProvider([storing(new World())], family, bank);
  const { checkpointId } = await good.provider.protect(plan, context).then(async (flow) => {
    expect((await good.run(flow)).failure).toBeUndefined();
    return flow;
  });
  const before = bank.keys();
  const failing = testProvider([storing(new World())], family, faultyBank(bank, [{ fault: 'refuse', method: 'putObject', key: /\/journal\// }]));
  const flow = operation === 'protect' ? await failing.provider.protect(plan, context) : await failing.provider.restore({ checkpointId }, context);
  expect((await failing.run(flow)).failure).toBeDefined();
  // It would be tried again after two seconds.
  await delay(3000);
  expect(bank.keys()).toEqual(before);
});
