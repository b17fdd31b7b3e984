import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { cutOff, cutOffLease, mortal } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

test('what was released after a cut is taken again with all of its window, when it is gone on with all the same', async () => {
  const { second, calls, world, checkpointId } = await cutOff({ hook: 'onMain', id: 'v2' });
  for await (const { operationId } of second.provider.operations.list(context)) {
    const release = await second.provider.operations.release(operationId, context);
    if (release) await second.run(release);
  }
  expect(world.things.size).toBe(0);
  const { failure } = await second.run(await second.provider.resume({ checkpointId }, context));
  expect(failure).toBeUndefined();
  expect(await statusOf(second, checkpointId)).toBe('available');
  expect(calls[0]).toEqual({ hook: 'onPrepareBegin', id: 's1' });
  for (const id of ['v1', 'v2']) expect(calls).toContainEqual({ hook: 'onPrepareFinish', id });
});

test('what a hook made that failed does not make a later one of its kind run again', async () => {
  const volume = resource('T::Volume', 'v1');
  const world = new World();
  const bank = memoryBank();
  const provider = (at: BankPlugin, calls: string[], { main = () => undefined, complete = () => Promise.resolve() }: { main?: () => void; complete?: () => Promise<void> }) =>
    testProvider(
      [
        defineProtectionPlugin({
          name: 'volumes',
          resourceTypes: ['T::Volume'],
          effects: worldEffects(world),
          operations: {
            protect: {
              async onMain({ effects, section }) {
                calls.push('onMain');
                await (effects as WorldEffects).acquire('thing', { id: 'v1' }, world.maker('thing', 'v1'));
                main();
                await section.putObject('data', Buffer.from('v1'));
                await (effects as WorldEffects).release('thing');
              },
              async onComplete() {
                calls.push('onComplete');
                await complete();
              },
            },
          },
        }),
      ],
      [volume],
      at,
    );
  const broken = () => {
    throw new Error('broken');
  };
  const first = provider(bank, [], { main: broken });
  const flow = await first.provider.protect({ name: 'plan', resources: [volume] }, context);
  expect((await first.run(flow)).failure).toBeDefined();
  const { checkpointId } = flow;
  const { plugin, kill } = mortal(bank);
  await new Promise<void>((resolve) => {
    const complete = async () => {
      await new Promise((recorded) => setTimeout(recorded, 1100));
      kill();
      resolve();
      await new Promise(() => undefined);
    };
    const second = provider(plugin, [], { complete });
    void second.provider.resume({ checkpointId }, context).then((again) => second.run(again));
  });
  await cutOffLease(bank);
  const calls: string[] = [];
  const third = provider(bank, calls, {});
  expect((await third.run(await third.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  expect(calls).toEqual(['onComplete']);
  expect(world.things.size).toBe(0);
});
