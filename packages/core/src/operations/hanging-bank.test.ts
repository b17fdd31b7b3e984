import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import type { TaskFlow } from '../flow/task-flow.js';
import { cutOffLease, mortal } from './cut-off.fixture.js';
import { context, resource, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');

test('an operation whose bank never answers again lets go of what somebody waits for, and ends', async () => {
  const bank = memoryBank();
  const { plugin: hanging, kill } = mortal(bank);
  const world = new World();
  const make = (kind: string) => world.maker(kind, 's1');
  const plugin = defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onMain({ effects }) {
          await (effects as WorldEffects).acquire('thing', { id: 's1' }, make('thing'));
          await (effects as WorldEffects).acquire('frozen', { id: 's1' }, make('frozen'));
          kill();
          throw new Error('broken');
        },
      },
    },
  });
  const lease = { expireMs: 2000, renewMs: 200, validityMs: 200 };
  const first = testProvider([plugin], [server], hanging, { lease });
  const running = first.run(await first.provider.protect({ name: 'plan', resources: [server] }, context));
  await world.until(({ history }) => history.includes('-frozen of s1'));
  const { failure } = await running;
  expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });

  // What its lease was too short for is found by a sweep.
  await cutOffLease(bank);
  const second = testProvider([plugin], [server], bank, { lease });
  for await (const { operationId } of second.provider.operations.list(context)) {
    const release = await second.provider.operations.release(operationId, context);
    if (release) expect((await second.run(release)).failure).toBeUndefined();
  }
  expect([...world.things.values()]).toEqual([]);
});

test('one that goes on with another ends, too, when its bank never answers again', async () => {
  const bank = memoryBank();
  const lease = { expireMs: 2000, renewMs: 200, validityMs: 200 };
  /** Runs what fails in its hook, with a bank that hangs from there on. */
  const run = async (hangs: boolean, start: (provider: ReturnType<typeof testProvider>) => Promise<TaskFlow>) => {
    const { plugin: hanging, kill } = mortal(bank);
    const plugin = defineProtectionPlugin({
      name: 'servers',
      resourceTypes: ['T::Server'],
      operations: {
        protect: {
          onMain() {
            if (hangs) kill();
            throw new Error('broken');
          },
        },
      },
    });
    const provider = testProvider([plugin], [server], hanging, { lease });
    const flow = await start(provider);
    return { flow, failure: (await provider.run(flow)).failure };
  };
  const first = await run(false, ({ provider }) => provider.protect({ name: 'plan', resources: [server] }, context));
  const { failure } = await run(true, ({ provider }) => provider.resume({ checkpointId: first.flow.checkpointId }, context));
  expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });
}, 20_000);
