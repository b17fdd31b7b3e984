import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { context, resource, testProvider, World, worldEffects } from './world.fixture.js';

const server = resource('T::Server', 's');
const volumes = ['a', 'b', 'c'].map((id) => resource('T::Volume', id, 'T::Server#s'));

test('one task for the members of a group, each with its own parameters, section, state and saved info', async () => {
  const world = new World();
  const order: string[] = [];
  const plugin = defineProtectionPlugin({
    name: 'grouping',
    resourceTypes: ['T::Server', 'T::Volume'],
    effects: worldEffects(world),
    savedInfoSchema: z.object({ group: z.string().optional() }),
    operations: {
      protect: {
        parametersSchema: z.object({ label: z.string().default('none') }),
        onPrepareFinish: ({ resource: { id } }) => void order.push(`alone ${id}`),
        onMain: ({ resource: { id }, state, effects, saveInfo }) => {
          order.push(`main ${id} ${JSON.stringify(state['label'])}`);
          saveInfo(effects.held('thing').length > 0 ? { group: 'first' } : {});
        },
        group: {
          key: ({ id, type }) => (type === 'T::Volume' && id !== 'c' ? 'consistent' : undefined),
          hooks: {
            async onPrepareFinish({ key, members, effects }) {
              order.push(`group ${key} of ${members.map((member) => member.resource.id).join('+')}`);
              for (const { state, parameters, section } of members) {
                state['label'] = parameters.label;
                await section.putJson('label', parameters.label);
              }
              await effects.acquire('thing', { id: key }, world.maker('group', key));
            },
          },
        },
      },
    },
  });
  const provider = testProvider([plugin], [server, ...volumes]);
  const parameters = { 'T::Volume#b': { label: 'B' } };
  const flow = await provider.provider.protect({ name: 'plan', resources: [server], parameters }, context);
  const { failure } = await provider.run(flow);

  expect(failure).toBeUndefined();
  expect(order.slice(0, 2).sort()).toEqual(['alone c', 'group consistent of a+b']);
  expect(order.indexOf('alone s')).toBeGreaterThan(order.indexOf('group consistent of a+b'));
  expect(order).toEqual(expect.arrayContaining(['main a "none"', 'main b "B"']));
  const checkpoint = await provider.provider.checkpoints.show(context, flow.checkpointId);
  const names = checkpoint.resources.map(({ id, objects }) => [id, objects.map(({ name }) => name)]);
  expect(Object.fromEntries(names)).toEqual({ s: [], a: ['label'], b: ['label'], c: [] });
  expect(world.things.size).toBe(0);
});
