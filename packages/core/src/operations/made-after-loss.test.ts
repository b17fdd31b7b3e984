import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test, vi } from 'vitest';
import { mortal } from './cut-off.fixture.js';
import { unrenewable } from './unrenewable.fixture.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');
const plan = { name: 'plan', resources: [server] };

function makeIn(world: World) {
  return async (tag: string) => {
    await Promise.resolve();
    world.make('thing', 's1', tag);
  };
}

/** `make` makes the thing of a protect; `meanwhile` is called in a later hook of a protect, and in a delete. */
function servers(world: World, make: (tag: string) => Promise<unknown>, meanwhile: () => void = () => undefined) {
  return defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onPrepareFinish({ effects }) {
          await (effects as WorldEffects).acquire('thing', { id: 's1' }, async (tag) => {
            await make(tag);
            return { made: tag };
          });
        },
        async onMain({ effects }) {
          meanwhile();
          await (effects as WorldEffects).release('thing');
        },
      },
      delete: { onMain: meanwhile },
    },
  });
}

describe('what an owner makes that has lost its lease meanwhile, after its successor has ended', () => {
  test.each([
    ['is released by itself when it arrives', 60_000, false],
    ['is released by itself when its answer is lost', 60_000, true],
    ['is released by itself when its hook was abandoned before', 1, false],
  ])('%s', async (_what, abortGraceMs, isLost) => {
    const bank = memoryBank();
    const world = new World();
    const lease = { expireMs: 900, renewMs: 200, validityMs: 300 };
    const { plugin, fail } = unrenewable(bank);
    let goOn: () => void = () => undefined;
    const isStopped = new Promise<void>((resolve) => (goOn = resolve));
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const slow = async (tag: string) => {
      fail();
      begun();
      await isStopped;
      world.make('thing', 's1', tag);
      if (isLost) throw new Error('socket hang up');
    };
    const first = testProvider([servers(world, slow)], [server], plugin, { lease });
    const flow = await first.provider.protect(plan, context);
    const { checkpointId } = flow;
    const running = first.run(flow, { abortGraceMs });
    await hasBegun;
    const second = testProvider([servers(world, makeIn(world))], [server], bank, { lease });
    // The other one is alive until its lease has run out.
    const resume = await vi.waitFor(() => second.provider.resume({ checkpointId }, context), 10_000);
    const resumed = await second.run(resume);
    expect(resumed.failure).toBeUndefined();
    expect(world.history).toEqual(['+thing of s1', '-thing of s1']);
    const before = bank.keys();
    goOn();
    const { failure } = await running;
    expect(failure).toMatchObject({ details: { causes: expect.arrayContaining([expect.objectContaining({ code: 'KARBOR_LEASE_LOST' })]) as unknown } });
    await vi.waitFor(() => expect(world.history).toEqual(['+thing of s1', '-thing of s1', '+thing of s1', '-thing of s1']));
    expect(bank.keys()).toEqual(before);
    expect(await statusOf(second, checkpointId)).toBe('available');
  });
});

describe('what a killed owner made whose call arrives only when another has taken over', () => {
  /** A protect that was killed while its thing was being made. `arrives` is what its call does after all. */
  async function killedInMake() {
    const bank = memoryBank();
    const world = new World();
    const { plugin, kill } = mortal(bank);
    let checkpointId = '';
    const made = await new Promise<string>((resolve) => {
      const make = async (tag: string) => {
        kill();
        resolve(tag);
        await new Promise(() => undefined);
      };
      const first = testProvider([servers(world, make)], [server], plugin);
      void first.provider.protect(plan, context).then((flow) => {
        checkpointId = flow.checkpointId;
        void first.run(flow);
      });
    });
    for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
    return { bank, world, checkpointId, arrives: () => world.make('thing', 's1', made) };
  }

  test.each([
    ['well', () => undefined],
    [
      'badly',
      () => {
        throw new Error('disk on fire');
      },
    ],
  ])('is released when that ends %s', async (_how, end) => {
    const { bank, world, checkpointId, arrives } = await killedInMake();
    const meanwhile = () => {
      arrives();
      end();
    };
    const second = testProvider([servers(world, makeIn(world), meanwhile)], [server], bank);
    await second.run(await second.provider.resume({ checkpointId }, context));
    expect(world.history.filter((one) => one.startsWith('+'))).toHaveLength(2);
    expect([...world.things.values()]).toEqual([]);
  });

  test('is released when that was a delete', async () => {
    const { bank, world, checkpointId, arrives } = await killedInMake();
    const second = testProvider([servers(world, () => Promise.resolve(), arrives)], [server], bank);
    const { failure } = await second.run(await second.provider.delete({ checkpointId }, context));
    expect(failure).toBeUndefined();
    expect(world.history).toEqual(['+thing of s1', '-thing of s1']);
  });
});
