import { defineProtectionPlugin, effect } from '@karbor/plugin-sdk';
import type { Effects } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { cutOff, cutOffLease, mortal } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider, World } from './world.fixture.js';

describe('what was taken back while the bank was gone', () => {
  test('is made anew by the first resume, with all of its window', async () => {
    const { second, world, calls, checkpointId } = await cutOff({ hook: 'onMain', id: 'v2' }, { bankFirst: true });
    expect(world.things.size).toBe(0);
    const { failure } = await second.run(await second.provider.resume({ checkpointId }, context));
    expect(failure).toBeUndefined();
    expect(await statusOf(second, checkpointId)).toBe('available');
    for (const id of ['v1', 'v2']) expect(calls).toContainEqual({ hook: 'onPrepareFinish', id });
    expect(calls[0]).toEqual({ hook: 'onPrepareBegin', id: 's1' });
    expect(world.things.size).toBe(0);
  });
});

/** Two volumes, of which the first keeps a copy outside before the second fails for the bank. */
async function cutOffWithCopy() {
  const bank = memoryBank();
  const { plugin, kill, vanish } = mortal(bank);
  const world = new World();
  const resources = ['v1', 'v2'].map((id) => resource('T::Volume', id));
  const cloud = { answers: true };
  const provider = (at: typeof bank | typeof plugin, call: (id: string) => Promise<void>) =>
    testProvider(
      [
        defineProtectionPlugin({
          name: 'volumes',
          resourceTypes: ['T::Volume'],
          effects: {
            copy: effect<{ id: string }, { made: string }>({
              release: ({ tag }) => world.remove(tag),
              exists: ({ result }) => {
                if (!cloud.answers) throw new Error('the cloud does not answer');
                return world.things.has(result.made);
              },
            }),
          },
          operations: {
            protect: {
              async onMain({ effects, resource: { id } }) {
                await call(id);
                const copies = effects as Effects<{ copy: { data: { id: string }; result: { made: string } } }>;
                await copies.acquire('copy', { id }, world.maker('copy', id));
                await copies.keep('copy');
              },
            },
          },
        }),
      ],
      resources,
      at,
    );
  const checkpointId = await new Promise<string>((resolve) => {
    let started = '';
    const first = provider(plugin, async (id) => {
      if (id === 'v1') return;
      await new Promise((recorded) => setTimeout(recorded, 1100));
      vanish();
      void world.until(({ things }) => things.size === 0).then(kill).then(() => resolve(started));
      throw new Error('the bank is gone');
    });
    void first.provider.protect({ name: 'plan', resources }, context).then((flow) => {
      started = flow.checkpointId;
      void first.run(flow);
    });
  });
  await cutOffLease(bank);
  const calls: string[] = [];
  const second = provider(bank, (id) => Promise.resolve(void calls.push(id)));
  return { second, world, calls, cloud, checkpointId };
}

describe('a copy outside that its resource was done with', () => {
  test('is not taken for good when it is gone', async () => {
    const { second, world, calls, checkpointId } = await cutOffWithCopy();
    expect(world.things.size).toBe(0);
    const { failure } = await second.run(await second.provider.resume({ checkpointId }, context));
    expect(failure).toBeUndefined();
    expect(calls.toSorted()).toEqual(['v1', 'v2']);
    expect([...world.things.values()].sort()).toEqual(['copy of v1', 'copy of v2']);
    expect(await statusOf(second, checkpointId)).toBe('available');
  });

  test('keeps a resume from its beginning while nobody can tell whether it is there', async () => {
    const { second, cloud, checkpointId } = await cutOffWithCopy();
    cloud.answers = false;
    await expect(second.provider.resume({ checkpointId }, context)).rejects.toMatchObject({
      code: 'KARBOR_EXISTS_FAILED',
      message: expect.stringMatching(/^Whether the copy "karbor-.*" of T::Volume#v1 is still there could not be told: the cloud does not answer$/) as string,
      details: { resource: 'T::Volume#v1', kind: 'copy' },
    });
    cloud.answers = true;
    const { failure } = await second.run(await second.provider.resume({ checkpointId }, context));
    expect(failure).toBeUndefined();
  });
});
