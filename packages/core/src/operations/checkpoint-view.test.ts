import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { CheckpointView } from '@karbor/plugin-sdk';
import { expect, test } from 'vitest';
import { context, resource, testProvider } from './world.fixture.js';

test('plugins see when a checkpoint was created, the same in all its operations', async () => {
  const seen: [string, number][] = [];
  let isBroken = true;
  const look = (what: string) => (args: { readonly checkpoint: CheckpointView }) => {
    seen.push([what, args.checkpoint.createdAt.getTime()]);
    if (what === 'protect' && isBroken) throw new Error('not yet');
  };
  const operation = (name: string) => ({ check: look(`${name} check`), onMain: look(name) });
  const volume = resource('T::Volume', 'v1');
  const plugin = defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    operations: { protect: operation('protect'), restore: operation('restore'), verify: operation('verify'), delete: operation('delete') },
  });
  const { provider, run } = testProvider([plugin], [volume]);
  const flow = await provider.protect({ name: 'plan', resources: [volume] }, context);
  const { checkpointId } = flow;
  expect((await run(flow)).failure).toBeDefined();
  isBroken = false;
  for (const name of ['resume', 'restore', 'verify', 'delete'] as const) {
    expect((await run(await provider[name]({ checkpointId }, context))).failure).toBeUndefined();
  }
  const { createdAt } = await provider.checkpoints.show(context, checkpointId);
  const expected = ['protect check', 'protect', 'protect', 'restore check', 'restore', 'verify check', 'verify', 'delete check', 'delete'];
  expect(seen).toEqual(expected.map((what) => [what, createdAt.getTime()]));
});
