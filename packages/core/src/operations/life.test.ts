import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { Json } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import type { MemoryBank } from '@karbor/plugin-sdk/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { context, resource, statusOf, testProvider } from './world.fixture.js';
import type { TestProvider } from './world.fixture.js';

const resources = [resource('T::Server', 's1'), resource('T::Volume', 'v1', 'T::Server#s1'), resource('T::Volume', 'v2', 'T::Server#s1')];
const content = (id: string) => new TextEncoder().encode(`content of ${id}`.repeat(1000));

/** Puts content under its own state and saved info, and on restore notes what came back. */
function storingPlugin(restored: Record<string, Json>) {
  return defineProtectionPlugin({
    name: 'storing',
    resourceTypes: ['T::Server', 'T::Volume'],
    savedInfoSchema: z.object({ id: z.string(), seen: z.array(z.string()) }),
    operations: {
      protect: {
        parametersSchema: z.strictObject({ label: z.string().default('none') }),
        onPrepareBegin: ({ state }) => void (state['seen'] = ['onPrepareBegin']),
        async onMain({ resource: { id }, section, state, parameters }) {
          state['seen'] = [...(state['seen'] as string[]), 'onMain'];
          await section.putJson('label', parameters.label);
          await section.section('disks').writeStream('root', () => once(content(id)), { identity: id });
        },
        onComplete: ({ resource: { id }, state, saveInfo }) => saveInfo({ id, seen: state['seen'] as string[] }),
      },
      restore: {
        async onMain({ resource: { id }, section, savedInfo, mapping }) {
          const bytes: Uint8Array[] = [];
          for await (const chunk of section.readStream('disks/root')) bytes.push(chunk);
          expect(Buffer.concat(bytes).equals(content(id))).toBe(true);
          restored[id] = { label: await section.getJson('label'), ...savedInfo };
          mapping.set(`new-${id}`);
        },
        onComplete({ resource: { type, id }, mapping, checkpoint }) {
          for (const child of checkpoint.graph.children({ type, id })) expect(mapping.get(child.type, child.id)).toBe(`new-${child.id}`);
        },
      },
    },
  });
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

let bank: MemoryBank;
let restored: Record<string, Json>;
let test1: TestProvider;

beforeEach(() => {
  bank = memoryBank();
  restored = {};
  test1 = testProvider([storingPlugin(restored)], resources, bank);
});

async function protect(parameters = {}): Promise<string> {
  const flow = await test1.provider.protect({ name: 'plan', resources: resources.slice(0, 1), parameters }, context);
  expect((await test1.run(flow)).failure).toBeUndefined();
  return flow.checkpointId;
}

describe('the life of a checkpoint', () => {
  test('what hooks stored, kept in state and saved comes back in restore, with parameters by type and by resource', async () => {
    const checkpointId = await protect({ 'T::Volume': { label: 'volume' }, 'T::Volume#v2': { label: 'second' } });
    const flow = await test1.provider.restore({ checkpointId }, context);
    expect((await test1.run(flow)).failure).toBeUndefined();
    const seen = ['onPrepareBegin', 'onMain'];
    expect(restored).toEqual({
      s1: { label: 'none', id: 's1', seen },
      v1: { label: 'volume', id: 'v1', seen },
      v2: { label: 'second', id: 'v2', seen },
    });
  });

  test('restores a part: a resource with its dependents, or alone', async () => {
    const checkpointId = await protect();
    const volume = await test1.provider.restore({ checkpointId, resources: [{ type: 'T::Volume', id: 'v2' }] }, context);
    await test1.run(volume);
    expect(Object.keys(restored)).toEqual(['v2']);
    await expect(
      test1.provider.restore({ checkpointId, resources: [{ type: 'T::Volume', id: 'v9' }] }, context),
    ).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND', message: expect.stringContaining('T::Volume#v9') as string });
  });

  test('shows what it holds', async () => {
    const checkpoint = await test1.provider.checkpoints.show(context, await protect());
    expect(checkpoint).toMatchObject({ status: 'available', planName: 'plan', projectId: 'p1', errors: [] });
    expect(checkpoint.resources.map(({ id, dependents }) => [id, dependents])).toEqual([
      ['s1', ['T::Volume#v1', 'T::Volume#v2']],
      ['v1', []],
      ['v2', []],
    ]);
    expect(checkpoint.size).toBe(3 * (content('v1').length + '"none"'.length));
  });

  test('is not seen by another project', async () => {
    const id = await protect();
    const other = { projectId: 'p2' };
    await expect(test1.provider.checkpoints.show(other, id)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_NOT_FOUND' });
    await expect(test1.provider.restore({ checkpointId: id }, other)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_NOT_FOUND' });
    await expect(test1.provider.delete({ checkpointId: id }, other)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_NOT_FOUND' });
  });

  test('a delete leaves only that it was there', async () => {
    const checkpointId = await protect();
    expect((await test1.run(await test1.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
    expect(await statusOf(test1, checkpointId)).toBe('deleted');
    expect(bank.keys().filter((key) => !/\/(epochs|ends)\//.test(key))).toEqual([]);
    await expect(test1.provider.restore({ checkpointId }, context)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_STATUS' });
  });

  test('a restore and a verify leave nothing in the bank', async () => {
    const checkpointId = await protect();
    const before = bank.keys();
    await test1.run(await test1.provider.restore({ checkpointId }, context));
    await test1.run(await test1.provider.verify({ checkpointId }, context));
    expect(bank.keys()).toEqual(before);
  });

  test('verify reads every stored byte, also where the plugin has no verify', async () => {
    const checkpointId = await protect();
    const keys = bank.keys().filter((key) => key.includes('/data/'));
    expect(keys.length).toBeGreaterThanOrEqual(9);
    for (const key of keys) {
      const damaged = testProvider([storingPlugin({})], resources, faultyBank(bank, [{ fault: 'flip', key }]));
      const { failure } = await damaged.run(await damaged.provider.verify({ checkpointId }, context));
      expect(failure, key).toMatchObject({ code: 'KARBOR_OPERATION_FAILED', message: expect.stringContaining('KARBOR_OBJECT_CORRUPT') as string });
    }
  });
});

describe('what is wrong is refused before anything is written', () => {
  const plan = (changes: object) => ({ name: 'plan', resources: resources.slice(0, 1), ...changes });
  test.each([
    ['no resources', plan({ resources: [] }), 'KARBOR_PLAN_INVALID'],
    ['a resource without an id', plan({ resources: [{ type: 'T::Server' }] }), 'KARBOR_PLAN_INVALID'],
    ['no name', plan({ name: '' }), 'KARBOR_PLAN_INVALID'],
    ['an unknown resource', plan({ resources: [{ type: 'T::Server', id: 's9' }] }), 'KARBOR_RESOURCE_NOT_FOUND'],
    ['an unknown type', plan({ resources: [{ type: 'T::Share', id: 's1' }] }), 'KARBOR_RESOURCE_TYPE_UNKNOWN'],
    ['parameters of an unknown type', plan({ parameters: { 'T::Share': {} } }), 'KARBOR_PARAMETERS_INVALID'],
    ['parameters of an unknown resource', plan({ parameters: { 'T::Volume#v9': {} } }), 'KARBOR_PARAMETERS_INVALID'],
    ['an unknown parameter', plan({ parameters: { 'T::Volume': { lable: 'x' } } }), 'KARBOR_PARAMETERS_INVALID'],
    ['a parameter of another type', plan({ parameters: { 'T::Volume#v1': { label: 1 } } }), 'KARBOR_PARAMETERS_INVALID'],
    ['parameters in a list', plan({ parameters: [] }), 'KARBOR_PARAMETERS_INVALID'],
    ['parameters that are no object', plan({ parameters: { 'T::Volume': 'x' } }), 'KARBOR_PARAMETERS_INVALID'],
  ])('%s', async (_what, wrong, code) => {
    await expect(test1.provider.protect(wrong as never, context)).rejects.toMatchObject({ code });
    expect(bank.count).toBe(0);
  });

  test('a context without a project', async () => {
    const nobody = {} as never;
    await expect(test1.provider.protect(plan({}), nobody)).rejects.toMatchObject({ code: 'KARBOR_CONTEXT_INVALID' });
    await expect(test1.provider.checkpoints.show(nobody, 'x')).rejects.toMatchObject({ code: 'KARBOR_CONTEXT_INVALID' });
    expect(bank.count).toBe(0);
  });

  test('a restore of no resources', async () => {
    const checkpointId = await protect();
    await expect(test1.provider.restore({ checkpointId, resources: [] }, context)).rejects.toMatchObject({ code: 'KARBOR_PLAN_INVALID' });
  });
});
