import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { expect, test } from 'vitest';
import { context, resource, statusOf, testProvider } from './world.fixture.js';

test('thousands of resources are protected, restored in part, and deleted', async () => {
  const servers = 4_000;
  const resources: Resource[] = [resource('T::Project', 'p')];
  for (let index = 0; index < servers; index += 1) {
    resources.push(resource('T::Server', `s${index}`, 'T::Project#p'));
    resources.push(resource('T::Volume', `a${index}`, `T::Server#s${index}`), resource('T::Volume', `b${index}`, `T::Server#s${index}`));
  }
  const restored: string[] = [];
  const plugin = defineProtectionPlugin({
    name: 'large',
    resourceTypes: ['T::Project', 'T::Server', 'T::Volume'],
    operations: {
      protect: { onMain: ({ saveInfo, resource: { id } }) => saveInfo({ id }) },
      restore: { onMain: ({ resource: { id } }) => void restored.push(id) },
    },
  });
  const provider = testProvider([plugin], resources);
  const flow = await provider.provider.protect({ name: 'large', resources: resources.slice(0, 1) }, context);
  expect(flow.size).toBe(resources.length);
  const { failure } = await provider.run(flow);
  expect(failure).toBeUndefined();
  const part = { checkpointId: flow.checkpointId, resources: [{ type: 'T::Server', id: 's777' }] };
  await provider.run(await provider.provider.restore(part, context));
  expect(restored.sort()).toEqual(['a777', 'b777', 's777']);
  await provider.run(await provider.provider.delete({ checkpointId: flow.checkpointId }, context));
  expect(await statusOf(provider, flow.checkpointId)).toBe('deleted');
}, 120_000);
