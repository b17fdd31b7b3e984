import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { expect, test } from 'vitest';
import { context, resource, testProvider } from './world.fixture.js';

const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id));

/** A partial checkpoint, without v2. */
async function partial() {
  const broken = new Set(['v2']);
  const restored: string[] = [];
  const plugin = defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    operations: {
      protect: {
        async onMain({ section, resource: { id } }) {
          if (broken.has(id)) throw new Error(`${id} is broken`);
          await section.putObject('data', Buffer.from(id));
        },
      },
      restore: { onMain: ({ resource: { id } }) => void restored.push(id) },
    },
  });
  const one = testProvider([plugin], volumes);
  const flow = await one.provider.protect({ name: 'plan', resources: volumes }, context);
  await one.run(flow, { onFailure: 'continue' });
  broken.clear();
  return { one, restored, checkpointId: flow.checkpointId };
}

test('a checkpoint that was deleted while its restore waited is not restored', async () => {
  const { one, restored, checkpointId } = await partial();
  const restore = await one.provider.restore({ checkpointId, wait: true }, context);
  expect((await one.run(await one.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
  const { failure } = await one.run(restore);
  expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_CHECKPOINT_STATUS', status: 'deleted' }] } });
  expect(restored).toEqual([]);
});

test('a checkpoint that became another while its restore waited is not restored as it was', async () => {
  const { one, restored, checkpointId } = await partial();
  const restore = await one.provider.restore({ checkpointId, wait: true }, context);
  expect((await one.run(await one.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  const { failure } = await one.run(restore);
  expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_CHECKPOINT_BUSY', checkpointId }] } });
  expect(restored).toEqual([]);
  expect((await one.run(await one.provider.restore({ checkpointId }, context))).failure).toBeUndefined();
  expect(restored.sort()).toEqual(['v1', 'v2']);
});
