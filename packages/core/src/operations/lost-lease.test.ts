import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test, vi } from 'vitest';
import { unrenewable } from './unrenewable.fixture.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');
const plan = { name: 'plan', resources: [server] };
const lease = { expireMs: 1500, renewMs: 200, validityMs: 300 };

test('an owner whose lease cannot be renewed stops, writes no more, and its successor goes on', async () => {
  const bank = memoryBank();
  const world = new World();
  const writes: string[] = [];
  const { plugin: cutOff, fail } = unrenewable({
    ...bank,
    putObject: async (key, ...args) => {
      writes.push(key);
      await bank.putObject(key, ...args);
    },
  });
  let hangs = true;
  const plugin = defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onPrepareBegin({ effects }) {
          await (effects as WorldEffects).acquire('thing', { id: 's1' }, world.maker('thing', 's1'));
        },
        async onMain({ signal, effects }) {
          if (!hangs) {
            await (effects as WorldEffects).release('thing');
            return;
          }
          fail();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        },
      },
    },
  });
  const first = testProvider([plugin], [server], cutOff, { lease });
  const flow = await first.provider.protect(plan, context);
  const { failure, events } = await first.run(flow);
  const after = writes.length;
  expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_LEASE_LOST' }] } });
  expect(events.some((event) => event.type === 'lease' && event.status === 'lost')).toBe(true);
  // What it holds is for whoever takes over: it may have been taken up already.
  expect(world.things.size).toBe(1);
  hangs = false;
  const second = testProvider([plugin], [server], bank, { lease });
  expect(await statusOf(second, flow.checkpointId)).toBe('protecting');
  const resumed = await second.run(await second.provider.resume({ checkpointId: flow.checkpointId }, context));
  expect(resumed.failure).toBeUndefined();
  expect(world.things.size).toBe(0);
  expect(await statusOf(second, flow.checkpointId)).toBe('available');
  expect(writes.length).toBe(after);
});

/** A server that stands still for so long at the most, and `finish`es only when it is told to stop. */
function standingStill(world: World, milliseconds: number, finish: () => void = () => undefined) {
  return defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onPrepareBegin({ effects }) {
          const make = world.maker('frozen', 's1');
          const until = new Date(Date.now() + milliseconds);
          await (effects as WorldEffects).acquire('frozen', { id: 's1' }, make, { until });
        },
        async onPrepareFinish({ signal }) {
          finish();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        },
      },
    },
  });
}

test('what must not stand still for longer goes on in time, also when the operation has ended without its lease', async () => {
  const world = new World();
  const { plugin: bank, fail } = unrenewable(memoryBank());
  const one = testProvider([standingStill(world, 2500, fail)], [server], bank, { lease });
  const { failure } = await one.run(await one.provider.protect(plan, context));
  expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_LEASE_LOST' }] } });
  await vi.waitFor(() => expect([...world.things.values()]).toEqual([]), 10_000);
}, 20_000);

test('what is being made is not waited for longer than the lease would have been good', async () => {
  const world = new World();
  const { plugin: bank, fail } = unrenewable(memoryBank());
  const plugin = defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onPrepareBegin({ effects }) {
          await (effects as WorldEffects).acquire('thing', { id: 's1' }, async (_tag, signal) => {
            fail();
            return await new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
          });
        },
      },
    },
  });
  const one = testProvider([plugin], [server], bank, { lease });
  // Less than what is being made gets when an operation fails.
  const { failure } = await one.run(await one.provider.protect(plan, context));
  expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_LEASE_LOST' }] } });
}, 8000);

test('what must not stand still for longer goes on in time, and the operation fails by name', async () => {
  const world = new World();
  const one = testProvider([standingStill(world, 150)], [server]);
  const { failure, events } = await one.run(await one.provider.protect(plan, context));
  expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_FREEZE_EXCEEDED' }] } });
  expect(world.things.size).toBe(0);
  const thawed = events.find((event) => event.type === 'effect' && event.status === 'released');
  expect(thawed && 'heldMs' in thawed ? thawed.heldMs : 0).toBeGreaterThanOrEqual(100);
});
