import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { context, resource, testProvider } from './world.fixture.js';

const server = resource('T::Server', 's1');
const plan = { name: 'plan', resources: [server] };

test('parameters of a type are completed by those of each resource', async () => {
  const seen: unknown[] = [];
  const plugin = defineProtectionPlugin({
    name: 'strict',
    resourceTypes: ['T::Server'],
    operations: {
      protect: {
        parametersSchema: z.strictObject({ a: z.string(), b: z.string() }),
        onMain: ({ parameters }) => void seen.push(parameters),
      },
    },
  });
  const provider = testProvider([plugin], [server]);
  const parameters = { 'T::Server': { a: '1' }, 'T::Server#s1': { b: '2' } };
  await provider.run(await provider.provider.protect({ ...plan, parameters }, context));
  expect(seen).toEqual([{ a: '1', b: '2' }]);
});

test('a schema that has no JSON Schema is named', () => {
  const plugin = defineProtectionPlugin({
    name: 'dated',
    resourceTypes: ['T::Server'],
    operations: { protect: { parametersSchema: z.object({ when: z.date() }) } },
  });
  const { provider } = testProvider([plugin], [server]);
  expect(() => provider.schemas()).toThrow(/dated.*T::Server|T::Server.*dated/);
});

test('what applies and a group key throw names the resource', async () => {
  const operation = (protect: object) =>
    testProvider([defineProtectionPlugin({ name: 'broken', resourceTypes: ['T::Server'], operations: { protect } })], [server]);
  const no = () => {
    throw new TypeError('x is undefined');
  };
  await expect(operation({ applies: no }).provider.protect(plan, context)).rejects.toThrow('T::Server#s1');
  await expect(operation({ group: { key: no, hooks: {} } }).provider.protect(plan, context)).rejects.toThrow('T::Server#s1');
});
