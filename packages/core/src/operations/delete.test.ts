import { defineProtectionPlugin, effect } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openBank } from '../bank/bank.js';
import { openJournal } from '../journal/journal-writer.js';
import { context, resource, statusOf, testProvider } from './world.fixture.js';

const server = resource('T::Server', 's1');
const volume = resource('T::Volume', 'v1', 'T::Server#s1');
const plan = { name: 'plan', resources: [server] };

test('a resource to which a failed protect did not apply has no hooks in its delete', async () => {
  const calls: string[] = [];
  const plugin = defineProtectionPlugin({
    name: 'choosy',
    resourceTypes: ['T::Server', 'T::Volume'],
    operations: {
      protect: {
        applies: ({ resource: { id } }) => id !== 'v1',
        onMain: () => Promise.reject(new Error('disk on fire')),
      },
      delete: { onMain: ({ resource: { id } }) => void calls.push(id) },
    },
  });
  const provider = testProvider([plugin], [server, volume]);
  const flow = await provider.provider.protect(plan, context);
  await provider.run(flow);
  await provider.run(await provider.provider.delete({ checkpointId: flow.checkpointId }, context));
  expect(calls).toEqual(['s1']);
});

test('a checkpoint whose journal was cut off while it named the resources can be deleted', async () => {
  const bank = memoryBank();
  const plugin = defineProtectionPlugin({
    name: 'failing',
    resourceTypes: ['T::Server', 'T::Volume'],
    operations: { protect: { onMain: () => Promise.reject(new Error('disk on fire')) } },
  });
  const provider = testProvider([plugin], [server, volume], bank);
  const flow = await provider.provider.protect(plan, context);
  await provider.run(flow);
  const [first = '', ...others] = bank.keys().filter((key) => key.includes('/journal/'));
  for (const key of [first, ...others]) await bank.deleteObject(key);
  const journal = openJournal(openBank(bank), first.slice(0, first.lastIndexOf('/')));
  journal.append({ type: 'resources', resources: [{ resource: server, dependents: ['T::Volume#v1'] }] });
  await journal.close();

  const { failure } = await provider.run(await provider.provider.delete({ checkpointId: flow.checkpointId }, context));
  expect(failure).toBeUndefined();
  expect(await statusOf(provider, flow.checkpointId)).toBe('deleted');
});

test('a session kind that another process left is gone by itself', async () => {
  const releases: unknown[] = [];
  const plugin = defineProtectionPlugin({
    name: 'locking',
    resourceTypes: ['T::Server'],
    effects: {
      lock: effect<Record<string, never>, { made: string }>({
        session: true,
        release: ({ result }) => {
          releases.push(result);
          throw new Error('no connection');
        },
      }),
    },
    operations: {
      protect: {
        async onMain({ effects }) {
          await effects.acquire('lock', {}, () => Promise.resolve({ made: 'live' }));
          throw new Error('disk on fire');
        },
      },
    },
  });
  const provider = testProvider([plugin], [server]);
  const flow = await provider.provider.protect(plan, context);
  await provider.run(flow);
  const { failure } = await provider.run(await provider.provider.delete({ checkpointId: flow.checkpointId }, context));
  expect(failure).toBeUndefined();
  expect(releases).toEqual([{ made: 'live' }]);
});

test('a sweep tells the index how a delete ended', async () => {
  const bank = faultyBank(memoryBank());
  const plugin = defineProtectionPlugin({ name: 'plain', resourceTypes: ['T::Server'], operations: { protect: {} } });
  const { provider, ...one } = testProvider([plugin], [server], bank);
  const protect = await provider.protect(plan, context);
  expect((await one.run(protect)).failure).toBeUndefined();
  bank.inject({ fault: 'refuse', method: 'deleteObject', key: /-deleting$/, times: Infinity });
  // The first is of what it takes over.
  bank.inject({ fault: 'refuse', method: 'deleteObject', key: /^running\//, nth: 2 });
  const flow = await provider.delete({ checkpointId: protect.checkpointId }, context);
  expect((await one.run(flow)).failure).toBeUndefined();
  bank.heal();
  const listed = async () => {
    const found = [];
    for await (const { status } of provider.checkpoints.list(context)) found.push(status);
    return found;
  };
  expect(await listed()).toEqual(['deleting']);
  expect(await provider.operations.release(flow.operationId, context)).toBeUndefined();
  expect(await listed()).toEqual([]);
});

test('fails as a whole when anything fails, whatever the executor’s own policy', async () => {
  const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id));
  const plugin = defineProtectionPlugin({
    name: 'clinging',
    resourceTypes: ['T::Volume'],
    operations: {
      protect: {},
      delete: { onMain: ({ resource: { id } }) => (id === 'v1' ? Promise.reject(new Error('disk on fire')) : undefined) },
    },
  });
  const provider = testProvider([plugin], volumes);
  const { checkpointId } = await provider.provider.protect({ name: 'plan', resources: volumes }, context).then(async (flow) => {
    await provider.run(flow);
    return flow;
  });
  const { failure } = await provider.run(await provider.provider.delete({ checkpointId }, context), { onFailure: 'continue' });
  expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });
  expect(await statusOf(provider, checkpointId)).toBe('error-deleting');
});

test('a delete that is gone on with has the parameters that it was given', async () => {
  const given: unknown[] = [];
  const plugin = defineProtectionPlugin({
    name: 'picky',
    resourceTypes: ['T::Server'],
    operations: {
      protect: {},
      delete: {
        parametersSchema: z.object({ force: z.boolean() }).partial(),
        onMain({ parameters }) {
          given.push(parameters);
          if (given.length === 1) throw new Error('disk on fire');
        },
      },
    },
  });
  const { provider, ...one } = testProvider([plugin], [server]);
  const { checkpointId } = await provider.protect(plan, context).then(async (flow) => {
    expect((await one.run(flow)).failure).toBeUndefined();
    return flow;
  });
  const parameters = { 'T::Server': { force: true } };
  const cutOff = await one.run(await provider.delete({ checkpointId, parameters }, context));
  expect(cutOff.failure?.message).toContain('disk on fire');
  expect((await one.run(await provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  expect(given).toEqual([{ force: true }, { force: true }]);
});
