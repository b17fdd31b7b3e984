import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { expect, test } from 'vitest';
import { context, resource, testProvider, World, worldEffects } from './world.fixture.js';

const family = [resource('T::Server', 's'), ...['v1', 'v2'].map((id) => resource('T::Volume', id, 'T::Server#s'))];

/** A server that stands still while its volumes are captured, which notes the instants of what is captured. */
function plugins(world: World, refused: Set<string>, taken: Map<string, number>, now: () => number) {
  const effects = worldEffects(world);
  const refuse = (hook: string) => {
    if (refused.has(hook)) throw new Error(`${hook} is refused.`);
  };
  return [
    defineProtectionPlugin({
      name: 'servers',
      resourceTypes: ['T::Server'],
      effects,
      operations: {
        protect: {
          async onPrepareBegin({ effects, resource: { id } }) {
            refuse('onPrepareBegin');
            await effects.acquire('frozen', { id }, world.maker('frozen', id));
          },
          async onPrepareFinish({ effects, resource: { id } }) {
            taken.set(id, now());
            await effects.release('frozen');
          },
        },
        restore: {},
      },
    }),
    defineProtectionPlugin({
      name: 'volumes',
      resourceTypes: ['T::Volume'],
      operations: {
        protect: {
          whenRelatedFailed: 'run',
          onPrepareFinish: ({ resource: { id } }) => void taken.set(id, now()),
        },
        restore: {},
      },
    }),
  ];
}

test('what was captured without its parent, which had failed before it stood still, is captured with it by a retry', async () => {
  const [world, refused, taken] = [new World(), new Set(['onPrepareBegin']), new Map<string, number>()];
  let instant = 1;
  const one = testProvider(plugins(world, refused, taken, () => instant), family);
  const flow = await one.provider.protect({ name: 'plan', resources: family.slice(0, 1) }, context);
  const first = await one.run(flow, { onFailure: 'continue' });
  expect(first.failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL' });
  expect([...taken]).toEqual([['v1', 1], ['v2', 1]]);

  refused.clear();
  instant = 2;
  const retried = await one.run(await one.provider.resume({ checkpointId: flow.checkpointId }, context));
  expect(retried.failure).toBeUndefined();
  expect([...taken].sort()).toEqual([['s', 2], ['v1', 2], ['v2', 2]]);
  expect(world.things.size).toBe(0);
});
