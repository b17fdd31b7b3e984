import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { ProtectionPlugin } from '@karbor/plugin-sdk';
import { describe, expect, test } from 'vitest';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const root = resource('T::Project', 'p1');
const volumes = ['v1', 'v2', 'v3'].map((id) => resource('T::Volume', id, 'T::Project#p1'));
const plan = { name: 'plan', resources: [root] };
const goesOn = { onFailure: 'continue' } as const;

function plugins(world: World, bad: Set<string>, calls: string[] = []): readonly ProtectionPlugin[] {
  return [
    defineProtectionPlugin({
      name: 'projects',
      resourceTypes: ['T::Project'],
      operations: {
        protect: {
          whenRelatedFailed: 'run',
          onComplete({ failed, saveInfo }) {
            (saveInfo)({ failed: failed.map((one) => one.resource.id) });
          },
        },
        restore: {},
      },
    }),
    defineProtectionPlugin({
      name: 'volumes',
      resourceTypes: ['T::Volume'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onPrepareFinish({ effects, resource: { id } }) {
            await (effects as WorldEffects).acquire('thing', { id }, (tag) => {
              world.make('thing', id, tag);
              return Promise.resolve({ made: tag });
            });
          },
          async onMain({ section, resource: { id }, effects }) {
            calls.push(id);
            await section.putObject('data', Buffer.from(id));
            if (bad.has(id)) throw new Error(`${id} is broken`);
            await (effects as WorldEffects).release('thing');
          },
        },
        restore: {
          onMain: ({ mapping, resource: { id } }) => mapping.set(`new-${id}`),
        },
      },
    }),
  ];
}

describe('with on_failure = continue', () => {
  test('a checkpoint is partial: it says what is good, and that can be restored', async () => {
    const world = new World();
    const one = testProvider(plugins(world, new Set(['v2'])), [root, ...volumes]);
    const flow = await one.provider.protect(plan, context);
    const { failure } = await one.run(flow, goesOn);
    expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL' });
    expect(world.things.size).toBe(0);
    const { checkpointId } = flow;
    expect(await statusOf(one, checkpointId)).toBe('partial');
    const { resources } = await one.provider.checkpoints.show(context, checkpointId);
    const failures = resources.map(({ id, failed }) => [id, failed?.message]);
    expect(failures).toEqual([['p1', undefined], ['v1', undefined], ['v2', expect.stringContaining('v2 is broken')], ['v3', undefined]]);
    const whole = await one.run(await one.provider.restore({ checkpointId }, context));
    expect(whole.failure).toBeUndefined();
    const restored = whole.events.flatMap((event) => (event.type === 'hook' && event.status === 'ended' ? event.resources : []));
    expect(restored.map(({ id }) => id).sort()).toEqual(['v1', 'v3']);
    const mapping = whole.events.flatMap((event) => (event.type === 'mapping' ? [[event.resource.id, event.newId]] : []));
    expect(mapping).toEqual([['v1', 'new-v1'], ['v3', 'new-v3']]);
    expect(whole.events.at(-1)).toMatchObject({ type: 'operation', status: 'done' });
    const bad = one.provider.restore({ checkpointId, resources: [{ type: 'T::Volume', id: 'v2' }] }, context);
    await expect(bad).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_PROTECTED', message: expect.stringContaining('v2 is broken') as string });
    expect((await one.run(await one.provider.verify({ checkpointId }, context))).failure).toBeUndefined();
  });

  test('a retry does only what failed', async () => {
    const [world, bad, calls] = [new World(), new Set(['v2']), [] as string[]];
    const one = testProvider(plugins(world, bad, calls), [root, ...volumes]);
    const { checkpointId } = await one.provider.protect(plan, context).then(async (flow) => {
      await one.run(flow, goesOn);
      return flow;
    });
    bad.clear();
    calls.length = 0;
    const { failure } = await one.run(await one.provider.resume({ checkpointId }, context), goesOn);
    expect(failure).toBeUndefined();
    expect(calls).toEqual(['v2']);
    expect(await statusOf(one, checkpointId)).toBe('available');
    const { resources } = await one.provider.checkpoints.show(context, checkpointId);
    expect(resources.map(({ id, objects }) => [id, objects.length])).toEqual([['p1', 0], ['v1', 1], ['v2', 1], ['v3', 1]]);
    expect(world.things.size).toBe(0);
  });

  test('a retry that fails again loses nothing that was good', async () => {
    const [world, bad, calls] = [new World(), new Set(['v2']), [] as string[]];
    const one = testProvider(plugins(world, bad, calls), [root, ...volumes]);
    const flow = await one.provider.protect(plan, context);
    await one.run(flow, goesOn);
    const { checkpointId } = flow;
    const again = await one.run(await one.provider.resume({ checkpointId }, context));
    expect(again.failure?.message).toContain('v2 is broken');
    expect(await statusOf(one, checkpointId)).toBe('error');
    bad.clear();
    calls.length = 0;
    const { failure } = await one.run(await one.provider.resume({ checkpointId }, context));
    expect(failure).toBeUndefined();
    expect(calls).toEqual(['v2']);
    expect(await statusOf(one, checkpointId)).toBe('available');
  });

  test('nothing good is an error', async () => {
    const world = new World();
    const one = testProvider(plugins(world, new Set(['v1'])), volumes.slice(0, 1));
    const flow = await one.provider.protect({ name: 'plan', resources: volumes.slice(0, 1) }, context);
    const { failure } = await one.run(flow, goesOn);
    expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });
    expect(await statusOf(one, flow.checkpointId)).toBe('error');
    expect(world.things.size).toBe(0);
  });
});
