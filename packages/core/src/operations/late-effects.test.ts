import { setTimeout as delay } from 'node:timers/promises';
import { defineProtectionPlugin, effect, KarborError, notMade } from '@karbor/plugin-sdk';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { context, resource, testProvider, World, worldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');
const volume = resource('T::Volume', 'v1', 'T::Server#s1');
const plan = { name: 'plan', resources: [server] };
let world: World;

beforeEach(() => {
  world = new World();
});

/** A `make` that ends when it is told to. */
function lateMake(id: string) {
  let begun: () => void = () => undefined;
  let letGo: () => void = () => undefined;
  const isUnderWay = new Promise<void>((resolve) => (begun = resolve));
  const mayEnd = new Promise<void>((resolve) => (letGo = resolve));
  const make = async (tag: string): Promise<{ made: string }> => {
    begun();
    await mayEnd;
    world.make('late', id, tag);
    return { made: tag };
  };
  return { make, isUnderWay, letGo };
}

const refused = () => Promise.reject(notMade(new Error('quota')));

describe('what is still being made when its hook has failed', () => {
  test('is released on arrival, also while the others are being released', async () => {
    const late = lateMake('s1');
    let volumeEnds: () => void = () => undefined;
    const volumeHasEnded = new Promise<void>((resolve) => (volumeEnds = resolve));
    const release = async ({ resource: { id }, tag }: { resource: { id: string }; tag: string }) => {
      if (id === 'v1') {
        late.letGo();
        while (!world.history.includes('+late of s1')) await delay(1);
        await delay(5);
      }
      world.remove(tag);
    };
    const plugin = defineProtectionPlugin({
      name: 'impatient',
      resourceTypes: ['T::Server', 'T::Volume'],
      effects: { thing: effect<{ id: string }, { made: string }>({ release }) },
      operations: {
        protect: {
          async onMain({ resource: { id }, effects }) {
            if (id === 'v1') {
              await effects.acquire('thing', { id }, world.maker('thing', id));
              volumeEnds();
              return;
            }
            await volumeHasEnded;
            const second = effects.acquire('thing', { id }, late.make);
            second.catch(() => undefined);
            await late.isUnderWay;
            await Promise.all([effects.acquire('thing', { id }, refused), second]);
          },
        },
      },
    });
    const provider = testProvider([plugin], [server, volume]);
    const { failure } = await provider.run(await provider.provider.protect(plan, context));
    expect(failure?.message).toContain('quota');
    await vi.waitFor(() => expect([...world.things.values()]).toEqual([]));
  });

  test('does not belong to the next attempt', async () => {
    const late = lateMake('s1');
    const held: number[] = [];
    const release = async ({ tag }: { tag: string }) => {
      late.letGo();
      await delay(5);
      world.remove(tag);
    };
    const plugin = defineProtectionPlugin({
      name: 'impatient',
      resourceTypes: ['T::Server'],
      effects: { thing: effect<{ id: string }, { made: string }>({ release }) },
      operations: {
        protect: {
          async onMain({ resource: { id }, effects }) {
            held.push(effects.held('thing').length);
            if (held.length > 1) return;
            const make = (tag: string) => Promise.resolve({ made: tag });
            await effects.acquire('thing', { id }, make);
            effects.acquire('thing', { id }, late.make).catch(() => undefined);
            await late.isUnderWay;
            throw new KarborError('KARBOR_TEST', 'again', { retryable: true });
          },
        },
      },
    });
    const provider = testProvider([plugin], [server]);
    const policy = { retry: { retries: 1, delayMs: 1, maximumDelayMs: 1 } };
    expect((await provider.run(await provider.provider.protect(plan, context), policy)).failure).toBeUndefined();
    expect(held).toEqual([0, 0]);
    await vi.waitFor(() => expect([...world.things.values()]).toEqual([]));
  });

  test('is not forgotten when its kind is released meanwhile', async () => {
    const late = lateMake('s1');
    const plugin = defineProtectionPlugin({
      name: 'tidy',
      resourceTypes: ['T::Server'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onMain({ resource: { id }, effects }) {
            const second = effects.acquire('thing', { id }, late.make);
            await late.isUnderWay;
            await effects.release('thing');
            late.letGo();
            await second;
          },
        },
      },
    });
    const provider = testProvider([plugin], [server]);
    expect((await provider.run(await provider.provider.protect(plan, context))).failure).toBeUndefined();
    expect(world.history).toEqual(['+late of s1', '-late of s1']);
  });

  test('is looked for when its answer is lost after the hook was abandoned', async () => {
    const late = lateMake('s1');
    const plugin = defineProtectionPlugin({
      name: 'stubborn',
      resourceTypes: ['T::Server'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onMain({ resource: { id }, effects }) {
            await effects.acquire('thing', { id }, async (tag) => {
              await late.make(tag);
              throw new Error('socket hang up');
            });
          },
        },
      },
    });
    const controller = new AbortController();
    const provider = testProvider([plugin], [server]);
    const flow = await provider.provider.protect(plan, context);
    const ended = provider.run(flow, { abortGraceMs: 1 }, controller.signal);
    await late.isUnderWay;
    controller.abort();
    expect((await ended).failure).toMatchObject({ code: 'KARBOR_CANCELLED' });
    late.letGo();
    await vi.waitFor(() => expect(world.history).toEqual(['+late of s1', '-late of s1']));
  });

  test('may still be answered when its operation has failed', async () => {
    const late = lateMake('s1');
    const plugin = defineProtectionPlugin({
      name: 'asking',
      resourceTypes: ['T::Server', 'T::Volume'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onMain({ resource: { id }, effects, signal: hookSignal }) {
            if (id === 'v1') {
              await late.isUnderWay;
              throw new Error('disk on fire');
            }
            hookSignal.addEventListener('abort', late.letGo);
            await effects.acquire('thing', { id }, async (tag, signal) => {
              const cutOff = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut off'))));
              return Promise.race([late.make(tag), cutOff]);
            });
          },
        },
      },
    });
    const provider = testProvider([plugin], [server, volume]);
    const { failure } = await provider.run(await provider.provider.protect(plan, context));
    expect(failure?.message).toContain('disk on fire');
    expect(world.history).toEqual(['+late of s1', '-late of s1']);
  });

  test('is looked for at once when it is urgent and its answer is lost', async () => {
    const late = lateMake('s1');
    let frozenWhenStopped: boolean | undefined;
    const plugin = defineProtectionPlugin({
      name: 'freezing',
      resourceTypes: ['T::Server', 'T::Volume'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onMain({ resource: { id }, effects, signal }) {
            if (id === 'v1') {
              await late.isUnderWay;
              throw new Error('disk on fire');
            }
            const frozen = effects.acquire('frozen', { id }, async (tag) => {
              await late.make(tag);
              throw new Error('socket hang up');
            });
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
            late.letGo();
            await frozen.catch(() => undefined);
            await delay(1);
            frozenWhenStopped = world.things.size > 0;
          },
        },
      },
    });
    const provider = testProvider([plugin], [server, volume]);
    const { failure } = await provider.run(await provider.provider.protect(plan, context));
    expect(failure?.message).toContain('disk on fire');
    expect(frozenWhenStopped).toBe(false);
  });
});

test('an urgent release that fails at first and then succeeds leaves nothing to be said', async () => {
  let releases = 0;
  const release = ({ tag }: { tag: string }) => {
    releases += 1;
    if (releases === 1) throw new Error('service is down');
    world.remove(tag);
  };
  const plugin = defineProtectionPlugin({
    name: 'freezing',
    resourceTypes: ['T::Server'],
    effects: { frozen: effect<{ id: string }, { made: string }>({ urgent: true, release }) },
    operations: {
      protect: {
        async onMain({ resource: { id }, effects }) {
          await effects.acquire('frozen', { id }, world.maker('frozen', id));
          throw new Error('disk on fire');
        },
      },
    },
  });
  const provider = testProvider([plugin], [server]);
  const { failure } = await provider.run(await provider.provider.protect(plan, context));
  expect(failure?.message).toContain('disk on fire');
  expect(failure?.message).not.toContain('KARBOR_RELEASE_FAILED');
  expect(world.things.size).toBe(0);
});
