import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { collect } from '../collect.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const goesOn = { onFailure: 'continue' } as const;

test('what a resource that fails again had stored in an earlier hook is there for the next retry', async () => {
  const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id));
  const broken = new Set(['v2']);
  const begun: string[] = [];
  const plugin = defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    operations: {
      protect: {
        async onPrepareFinish({ section, resource: { id } }) {
          begun.push(id);
          await section.putObject('table', Buffer.from(id));
        },
        async onMain({ section, resource: { id } }) {
          if (broken.has(id)) throw new Error(`${id} is broken`);
          await section.putObject('data', Buffer.from(id));
        },
      },
    },
  });
  const one = testProvider([plugin], volumes);
  const flow = await one.provider.protect({ name: 'plan', resources: volumes }, context);
  const { checkpointId } = flow;
  await one.run(flow, goesOn);
  await one.run(await one.provider.resume({ checkpointId }, context));
  expect(await statusOf(one, checkpointId)).toBe('partial');
  broken.clear();
  expect((await one.run(await one.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  expect(begun).toEqual(['v1', 'v2']);
  expect(await statusOf(one, checkpointId)).toBe('available');
  expect((await one.run(await one.provider.verify({ checkpointId }, context))).failure).toBeUndefined();
});

test('what an earlier try stored in vain, and a retry could not delete, goes with a sweep', async () => {
  const volume = resource('T::Volume', 'v1');
  let calls = 0;
  const plugin = defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    operations: {
      protect: {
        async onMain({ section }) {
          calls += 1;
          await section.putObject(`of try ${calls}`, Buffer.from('data'));
          if (calls === 1) throw new Error('in vain');
        },
      },
    },
  });
  const bank = faultyBank(memoryBank());
  bank.inject({ fault: 'refuse', method: 'deleteObject', key: /\/data\//, times: Infinity });
  const one = testProvider([plugin], [volume], bank);
  const data = () => collect(bank.listObjects(`checkpoints/${checkpointId}/data/`));
  const flow = await one.provider.protect({ name: 'plan', resources: [volume] }, context);
  const { checkpointId } = flow;
  await one.run(flow, goesOn);
  expect(await data()).toHaveLength(1);
  const retry = await one.provider.resume({ checkpointId }, context);
  expect((await one.run(retry)).failure).toBeUndefined();
  expect(await statusOf(one, checkpointId)).toBe('available');
  expect(await data()).toHaveLength(2);
  bank.heal();
  expect(await one.provider.operations.release(retry.operationId, context)).toBeUndefined();
  expect(await data()).toHaveLength(1);
  expect(await collect(one.provider.operations.list(context))).toEqual([]);
  expect((await one.run(await one.provider.verify({ checkpointId }, context))).failure).toBeUndefined();
});

test('what begins anew in a retry, and has given back its earlier copy outside, is not called good when that is cancelled', async () => {
  const world = new World();
  const server = resource('T::Server', 's1');
  const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id, 'T::Server#s1'));
  const broken = new Set(['v2']);
  const make = (kind: string, id: string) => world.maker(kind, id);
  let copying: () => void = () => undefined;
  const plugins = [
    defineProtectionPlugin({
      name: 'servers',
      resourceTypes: ['T::Server'],
      effects: worldEffects(world),
      operations: {
        protect: {
          onPrepareBegin: async ({ effects, resource: { id } }) => {
            await (effects as WorldEffects).acquire('frozen', { id }, make('frozen', id));
          },
          onPrepareFinish: ({ effects }) => (effects as WorldEffects).release('frozen'),
          onComplete: () => undefined,
        },
      },
    }),
    defineProtectionPlugin({
      name: 'volumes',
      resourceTypes: ['T::Volume'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onPrepareFinish({ resource: { id } }) {
            await Promise.resolve();
            if (broken.has(id)) throw new Error(`${id} is broken`);
          },
          async onMain({ effects, resource: { id } }) {
            copying();
            await (effects as WorldEffects).acquire('thing', { id }, make('backup', id));
            await (effects as WorldEffects).keep('thing');
          },
        },
      },
    }),
  ];
  const one = testProvider(plugins, [server, ...volumes], memoryBank());
  const flow = await one.provider.protect({ name: 'plan', resources: [server] }, context);
  const { checkpointId } = flow;
  await one.run(flow, goesOn);
  expect(await statusOf(one, checkpointId)).toBe('partial');
  expect([...world.things.values()]).toEqual(['backup of v1']);
  broken.clear();
  const controller = new AbortController();
  copying = () => controller.abort();
  const { failure } = await one.run(await one.provider.resume({ checkpointId }, context), {}, controller.signal);
  expect(failure).toMatchObject({ code: 'KARBOR_CANCELLED' });
  expect([...world.things.values()]).toEqual([]);
  expect(await statusOf(one, checkpointId)).toBe('error');
  copying = () => undefined;
  expect((await one.run(await one.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  expect([...world.things.values()].sort()).toEqual(['backup of v1', 'backup of v2']);
});
