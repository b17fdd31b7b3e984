import { defineProtectionPlugin, KarborError, notMade } from '@karbor/plugin-sdk';
import type { Effects, JsonObject, WriteSection } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';

type OnMain = (args: {
  effects: Effects<{ thing: { data: { id: string }; result: { made: string } } }>;
  state: JsonObject;
  section: WriteSection;
}) => Promise<void>;

const server = resource('T::Server', 's1');
const plan = { name: 'plan', resources: [server] };
let world: World;

beforeEach(() => {
  world = new World();
});

function onePlugin(onMain: OnMain) {
  return defineProtectionPlugin({
    name: 'one',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: { protect: { onMain: (args) => onMain(args) } },
  });
}

describe('effects', () => {
  /** One resource whose hook does what is given. */
  const single = (onMain: OnMain) => testProvider([onePlugin(onMain)], [server]);
  const make = (tag: string) => {
    world.make('thing', 's1', tag);
    return Promise.resolve({ made: tag });
  };
  const id = 's1';

  test('what was made although its answer was lost is found by its tag and released', async () => {
    const provider = single(async ({ effects }) => {
      await effects.acquire('thing', { id }, async (tag) => {
        await make(tag);
        throw new Error('socket hang up');
      });
    });
    const { failure } = await provider.run(await provider.provider.protect(plan, context));
    expect(failure?.message).toContain('socket hang up');
    expect(world.history).toEqual(['+thing of s1', '-thing of s1']);
  });

  test('an intent is void when nothing was made', async () => {
    const provider = single(async ({ effects }) => {
      await effects.acquire('thing', { id }, () => Promise.reject(notMade(new Error('quota')))).catch(() => undefined);
      expect(effects.held('thing')).toEqual([]);
    });
    const { failure, events } = await provider.run(await provider.provider.protect(plan, context));
    expect(failure).toBeUndefined();
    expect(events.flatMap((event) => (event.type === 'effect' ? [event.status] : []))).toEqual(['acquiring', 'void']);
  });

  test('the intent is in the bank before anything is made', async () => {
    const bank = memoryBank();
    const provider = testProvider(
      [
        onePlugin(async ({ effects }) => {
          await effects.acquire('thing', { id }, (tag) => {
            const journal = bank.keys().filter((key) => key.includes('/journal/'));
            const text = journal.map((key) => new TextDecoder().decode(bank.bytes(key))).join('');
            expect(text).toContain(tag);
            expect(tag).toMatch(/^[a-z0-9-]{1,63}$/);
            return make(tag);
          });
        }),
      ],
      [server],
      bank,
    );
    expect((await provider.run(await provider.provider.protect(plan, context))).failure).toBeUndefined();
  });

  test('what is kept stays when the operation ends well', async () => {
    const provider = single(async ({ effects }) => {
      await effects.acquire('thing', { id }, make);
      await effects.keep('thing');
    });
    await provider.run(await provider.provider.protect(plan, context));
    expect([...world.things.values()]).toEqual(['thing of s1']);
  });

  test('what was made is in the bank when it is kept: its tag may be taken off then', async () => {
    const bank = memoryBank();
    const provider = testProvider(
      [
        onePlugin(async ({ effects }) => {
          await effects.acquire('thing', { id }, (tag) => make(tag).then(() => ({ made: 'by its id' })));
          await effects.keep('thing');
          const journal = bank.keys().filter((key) => key.includes('/journal/'));
          expect(journal.map((key) => new TextDecoder().decode(bank.bytes(key))).join('')).toContain('by its id');
        }),
      ],
      [server],
      bank,
    );
    expect((await provider.run(await provider.provider.protect(plan, context))).failure).toBeUndefined();
  });

  test('what is kept goes when the operation fails', async () => {
    const provider = single(async ({ effects }) => {
      await effects.acquire('thing', { id }, make);
      await effects.keep('thing');
      throw new Error('too bad');
    });
    await provider.run(await provider.provider.protect(plan, context));
    expect(world.things.size).toBe(0);
  });

  test('what a hook forgot to release or keep is released in the end', async () => {
    const provider = single(async ({ effects }) => {
      await effects.acquire('thing', { id }, make);
    });
    expect((await provider.run(await provider.provider.protect(plan, context))).failure).toBeUndefined();
    expect(world.history).toEqual(['+thing of s1', '-thing of s1']);
  });

  test('a release that fails is said, stays outstanding, and is done by the delete of the checkpoint', async () => {
    const original = world.remove.bind(world);
    world.remove = () => {
      throw new Error('service is down');
    };
    const provider = single(async ({ effects }) => {
      await effects.acquire('thing', { id }, make);
      throw new Error('too bad');
    });
    const flow = await provider.provider.protect(plan, context);
    const { failure } = await provider.run(flow);
    expect(failure?.message).toContain('too bad');
    expect(failure?.message).toContain('KARBOR_RELEASE_FAILED');
    const request = { checkpointId: flow.checkpointId };
    expect((await provider.run(await provider.provider.delete(request, context))).failure).toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });
    expect(await statusOf(provider, flow.checkpointId)).toBe('error-deleting');

    world.remove = original;
    expect((await provider.run(await provider.provider.delete(request, context))).failure).toBeUndefined();
    expect(world.things.size).toBe(0);
    expect(await statusOf(provider, flow.checkpointId)).toBe('deleted');
  });

  test('a retry starts with nothing of the attempt before', async () => {
    const attempts: unknown[] = [];
    const provider = single(async ({ effects, state, section }) => {
      attempts.push([world.things.size, { ...state }, effects.held('thing').length]);
      state['dirty'] = true;
      await section.putObject(`attempt-${attempts.length}`, new Uint8Array(1));
      await effects.acquire('thing', { id }, make);
      if (attempts.length < 3) throw new KarborError('KARBOR_TEST', 'again', { retryable: true });
    });
    const flow = await provider.provider.protect(plan, context);
    const { failure } = await provider.run(flow, { retry: { retries: 2, delayMs: 1, maximumDelayMs: 1 } });
    expect(failure).toBeUndefined();
    expect(attempts).toEqual(Array.from({ length: 3 }, () => [0, {}, 0]));
    const { resources } = await provider.provider.checkpoints.show(context, flow.checkpointId);
    expect(resources.flatMap(({ objects }) => objects.map(({ name }) => name))).toEqual(['attempt-3']);
  });

  test('an unknown kind is refused by name', async () => {
    const provider = single(async ({ effects }) => {
      await (effects as { release(kind: string): Promise<void> }).release('snapshoot');
    });
    const { failure } = await provider.run(await provider.provider.protect(plan, context));
    expect(failure?.message).toContain('snapshoot');
  });

  test('a session kind keeps what was made as a live object, and records none of it', async () => {
    const bank = memoryBank();
    const lines: string[] = [];
    const connection = { secret: 'not for the bank', close: () => lines.push('closed') };
    const plugin = defineProtectionPlugin({
      name: 'locking',
      resourceTypes: ['T::Server'],
      effects: { lock: { session: true, release: ({ result }: { result: typeof connection | undefined }) => void result?.close() } },
      operations: {
        protect: {
          async onPrepareBegin({ effects }) {
            await effects.acquire('lock', {}, () => Promise.resolve(connection));
          },
          async onPrepareFinish({ effects }) {
            expect(effects.held('lock')[0]?.result).toBe(connection);
            await effects.release('lock');
          },
        },
      },
    });
    const provider = testProvider([plugin], [server], bank);
    expect((await provider.run(await provider.provider.protect(plan, context))).failure).toBeUndefined();
    expect(lines).toEqual(['closed']);
    const stored = bank.keys().map((key) => new TextDecoder().decode(bank.bytes(key)));
    expect(stored.join()).not.toContain('not for the bank');
  });
});
