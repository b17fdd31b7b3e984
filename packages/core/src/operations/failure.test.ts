import { setTimeout as delay } from 'node:timers/promises';
import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { KarborError } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');
const volumes = [resource('T::Volume', 'v1', 'T::Server#s1'), resource('T::Volume', 'v2', 'T::Server#s1')];
const plan = { name: 'plan', resources: [server] };
let world: World;

beforeEach(() => {
  world = new World();
});

/** A server that is frozen while its volumes are copied; `onMain` of a volume does what is given. */
function freezingPlugins(onMain: (id: string, signal: AbortSignal) => Promise<void>) {
  const thing = (kind: string, id: string) => world.maker(kind, id);
  return [
    defineProtectionPlugin({
      name: 'servers',
      resourceTypes: ['T::Server'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onPrepareBegin({ resource: { id }, effects }) {
            await effects.acquire('thing', { id }, thing('thing', id));
            await effects.acquire('frozen', { id }, thing('frozen', id));
          },
        },
      },
    }),
    defineProtectionPlugin({
      name: 'volumes',
      resourceTypes: ['T::Volume'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onPrepareFinish({ resource: { id }, effects }) {
            await effects.acquire('thing', { id }, thing('first', id));
            await effects.acquire('thing', { id }, thing('second', id));
          },
          onMain: ({ resource: { id }, signal }) => onMain(id, signal),
        },
      },
    }),
  ];
}

describe('when a hook fails', () => {
  test('urgent effects go at once, then the others: parents first, newest first within a resource', async () => {
    let frozenWhenStopped: boolean | undefined;
    let bothRun: () => void = () => undefined;
    const secondRuns = new Promise<void>((resolve) => (bothRun = resolve));
    const plugins = freezingPlugins(async (id, signal) => {
      if (id === 'v1') {
        await secondRuns;
        throw new Error('disk on fire');
      }
      bothRun();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await delay(20);
      frozenWhenStopped = world.history.includes('-frozen of s1');
      signal.throwIfAborted();
    });
    const provider = testProvider(plugins, [server, ...volumes]);
    const flow = await provider.provider.protect(plan, context);
    const { failure, events } = await provider.run(flow);

    expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });
    expect(failure?.message).toContain('disk on fire');
    expect(frozenWhenStopped).toBe(true);
    expect([...world.things.values()]).toEqual([]);
    const undone = world.history.filter((one) => one.startsWith('-'));
    expect(undone.slice(0, 2)).toEqual(['-frozen of s1', '-thing of s1']);
    expect(undone.indexOf('-second of v1')).toBeLessThan(undone.indexOf('-first of v1'));
    expect(undone.indexOf('-second of v2')).toBeLessThan(undone.indexOf('-first of v2'));
    expect(events.some((event) => event.type === 'hook' && event.hook === 'onComplete')).toBe(false);

    const checkpoint = await provider.provider.checkpoints.show(context, flow.checkpointId);
    expect(checkpoint.status).toBe('error');
    expect(checkpoint.errors.map(({ message }) => message).join()).toContain('disk on fire');
  });

  test('a cancelled operation releases all the same', async () => {
    const controller = new AbortController();
    const plugins = freezingPlugins((_id, signal) => {
      controller.abort();
      return delay(60_000, undefined, { signal });
    });
    const provider = testProvider(plugins, [server, ...volumes]);
    const flow = await provider.provider.protect(plan, context);
    const { failure } = await provider.run(flow, {}, controller.signal);
    expect(failure).toMatchObject({ code: 'KARBOR_CANCELLED' });
    expect([...world.things.values()]).toEqual([]);
    expect(await statusOf(provider, flow.checkpointId)).toBe('error');
  });

  test('a checkpoint in error can be deleted, and not restored', async () => {
    const bank = memoryBank();
    const provider = testProvider(freezingPlugins(() => Promise.reject(new Error('no'))), [server, ...volumes], bank);
    const flow = await provider.provider.protect(plan, context);
    await provider.run(flow);
    const request = { checkpointId: flow.checkpointId };
    await expect(provider.provider.restore(request, context)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_STATUS' });
    expect((await provider.run(await provider.provider.delete(request, context))).failure).toBeUndefined();
    expect(await statusOf(provider, flow.checkpointId)).toBe('deleted');
    expect(bank.keys().filter((key) => !/\/(epochs|ends)\//.test(key))).toEqual([]);
  });

  test('a hook that does not stop is abandoned: it can do nothing any more, and what it still makes is released', async () => {
    let letGo: (() => void) | undefined;
    const late: unknown[] = [];
    const stubborn = defineProtectionPlugin({
      name: 'stubborn',
      resourceTypes: ['T::Server'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onMain({ effects, section, saveInfo, resource: { id } }) {
            const attempt = (act: () => unknown) => Promise.resolve().then(act).catch((error: unknown) => late.push((error as KarborError).code));
            await effects
              .acquire('thing', { id }, async (tag) => {
                await new Promise<void>((resolve) => (letGo = resolve));
                world.make('late', id, tag);
                return { made: tag };
              })
              .catch((error: unknown) => late.push((error as KarborError).code));
            await attempt(() => section.putObject('a', new Uint8Array(1)));
            await attempt(() => saveInfo({}));
            await attempt(() => effects.acquire('thing', { id }, () => Promise.resolve({ made: 'never' })));
          },
        },
      },
    });
    const controller = new AbortController();
    const provider = testProvider([stubborn], [server]);
    const flow = await provider.provider.protect(plan, context);
    const ended = provider.run(flow, { abortGraceMs: 20 }, controller.signal);
    while (!letGo) await delay(1);
    controller.abort();
    const { events } = await ended;
    expect(events.some((event) => event.type === 'hook' && event.status === 'abandoned')).toBe(true);
    expect(await statusOf(provider, flow.checkpointId)).toBe('error');
    letGo();
    while (late.length < 4) await delay(1);
    expect(late).toEqual(Array.from({ length: 4 }, () => 'KARBOR_HOOK_ABANDONED'));
    expect(world.history).toEqual(['+late of s1', '-late of s1']);
  });
});

describe('what a hook leaves', () => {
  test('a state that is not plain JSON fails the hook', async () => {
    const plugin = defineProtectionPlugin({
      name: 'bad',
      resourceTypes: ['T::Server'],
      operations: { protect: { onMain: ({ state }) => void (state['when'] = new Date() as never) } },
    });
    const provider = testProvider([plugin], [server]);
    const { failure } = await provider.run(await provider.provider.protect(plan, context));
    expect(failure?.message).toContain('KARBOR_NOT_JSON');
    expect(failure?.message).toContain('T::Server#s1');
  });

  test('saved info that restore could not read fails the protect', async () => {
    const plugin = defineProtectionPlugin({
      name: 'bad',
      resourceTypes: ['T::Server'],
      savedInfoSchema: z.object({ size: z.number() }),
      operations: { protect: { onMain: ({ saveInfo }) => saveInfo({ size: 'large' } as never) }, restore: {} },
    });
    const provider = testProvider([plugin], [server]);
    const flow = await provider.provider.protect(plan, context);
    const { failure } = await provider.run(flow);
    expect(failure?.message).toContain('KARBOR_SAVED_INFO_INVALID');
    expect(await statusOf(provider, flow.checkpointId)).toBe('error');
  });

  test('a resource to which the operation does not apply has no hooks, in restore neither', async () => {
    const calls: string[] = [];
    const plugin = defineProtectionPlugin({
      name: 'choosy',
      resourceTypes: ['T::Server', 'T::Volume'],
      operations: {
        protect: { applies: ({ resource: { id } }) => id !== 'v1', onMain: ({ resource: { id } }) => void calls.push(`protect ${id}`) },
        restore: { onMain: ({ resource: { id } }) => void calls.push(`restore ${id}`) },
      },
    });
    const provider = testProvider([plugin], [server, ...volumes]);
    const flow = await provider.provider.protect(plan, context);
    await provider.run(flow);
    await provider.run(await provider.provider.restore({ checkpointId: flow.checkpointId }, context));
    expect(calls.sort()).toEqual(['protect s1', 'protect v2', 'restore s1', 'restore v2']);
  });
});
