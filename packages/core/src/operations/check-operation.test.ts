import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { OperationName } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { collect } from '../collect.js';
import { context, resource, statusOf, testProvider } from './world.fixture.js';

const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id));

test.each<OperationName>(['protect', 'restore', 'verify', 'delete'])('a %s that a plugin refuses leaves everything as it was', async (operation) => {
  const refused = new Set<OperationName>();
  const asked: (readonly string[])[] = [];
  const check = (name: OperationName) => ({
    check: ({ members }: { members: readonly { resource: { id: string } }[] }) => {
      asked.push(members.map((member) => member.resource.id));
      if (refused.has(name)) throw new Error(`the cloud has no ${name}`);
    },
  });
  const plugin = defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    operations: { protect: check('protect'), restore: check('restore'), verify: check('verify'), delete: check('delete') },
  });
  const bank = memoryBank();
  const one = testProvider([plugin], volumes, bank);
  const { provider } = one;
  const plan = { name: 'plan', resources: volumes };
  const { checkpointId, ...protect } = await provider.protect(plan, context).then(async (flow) => ({ checkpointId: flow.checkpointId, ...(await one.run(flow)) }));
  expect(protect.failure).toBeUndefined();
  const before = await collect(bank.listObjects(''));
  refused.add(operation);
  const again = operation === 'protect' ? provider.protect(plan, context) : provider[operation]({ checkpointId }, context);
  await expect(again).rejects.toThrow(`the cloud has no ${operation}`);
  expect(asked).toEqual([['v1', 'v2'], ['v1', 'v2']]);
  expect(await collect(bank.listObjects(''))).toEqual(before);
  expect(await statusOf(one, checkpointId)).toBe('available');
});
