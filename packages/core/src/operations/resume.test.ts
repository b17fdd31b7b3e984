import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { cutOff, mortal, plan } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider } from './world.fixture.js';
import type { TestProvider } from './world.fixture.js';

async function entriesOf({ provider }: TestProvider) {
  const found = [];
  for await (const one of provider.operations.list(context)) found.push(one);
  return found;
}

describe('an operation that was cut off', () => {
  test('goes on after the last hooks that are recorded', async () => {
    const { second, calls, world, checkpointId, bank } = await cutOff({ hook: 'onMain', id: 'v2' });
    expect(await statusOf(second, checkpointId)).toBe('protecting');
    const { failure } = await second.run(await second.provider.resume({ checkpointId }, context));
    expect(failure).toBeUndefined();
    expect(await statusOf(second, checkpointId)).toBe('available');
    // v1 had ended its copy; nothing of the window is done again.
    expect(calls).not.toContainEqual({ hook: 'onPrepareFinish', id: 'v1' });
    expect(calls).not.toContainEqual({ hook: 'onPrepareBegin', id: 's1' });
    expect(calls).toContainEqual({ hook: 'onMain', id: 'v2' });
    expect(world.things.size).toBe(0);
    const checkpoint = await second.provider.checkpoints.show(context, checkpointId);
    expect(checkpoint.resources.map(({ id, objects }) => [id, objects.length])).toEqual([['s1', 0], ['v1', 1], ['v2', 1]]);
    // For how long the server stood still is known from the operation before.
    expect(checkpoint.resources.map(({ frozenMs }) => frozenMs)).toEqual([expect.any(Number), undefined, undefined]);
    expect(await entriesOf(second)).toEqual([]);
    const { failure: unreadable } = await second.run(await second.provider.verify({ checkpointId }, context));
    expect(unreadable).toBeUndefined();
    const left = [];
    for await (const key of bank.listObjects('')) if (/^(running|holds|leases|operations)\//.test(key)) left.push(key);
    expect(left).toEqual([]);
  });

  test('takes the whole window again when it was cut off in it', async () => {
    const { second, calls, world, checkpointId } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
    const { failure } = await second.run(await second.provider.resume({ checkpointId }, context));
    expect(failure).toBeUndefined();
    for (const id of ['v1', 'v2']) expect(calls).toContainEqual({ hook: 'onPrepareFinish', id });
    expect(calls[0]).toEqual({ hook: 'onPrepareBegin', id: 's1' });
    // What was frozen thaws before it is frozen again, and the old snapshot goes.
    expect(world.history.filter((one) => one.endsWith('s1'))).toEqual(['+frozen of s1', '-frozen of s1', '+frozen of s1', '-frozen of s1']);
    expect(world.things.size).toBe(0);
  });

  test('is listed, and released when nobody wants to go on with it', async () => {
    const { second, world, checkpointId } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
    const [entry, ...others] = await entriesOf(second);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ operation: 'protect', checkpointId, owner: 'gone', state: 'running' });
    expect(entry?.effects.map(({ kind }) => kind)).toEqual(['frozen']);
    const flow = await second.provider.operations.release(entry?.operationId ?? '', context);
    const { failure } = await second.run(flow!);
    expect(failure).toBeUndefined();
    expect(world.things.size).toBe(0);
    expect(await statusOf(second, checkpointId)).toBe('error');
    expect(await entriesOf(second)).toEqual([]);
    // It can still be gone on with, or deleted.
    const again = await second.run(await second.provider.resume({ checkpointId }, context));
    expect(again.failure).toBeUndefined();
    expect(await statusOf(second, checkpointId)).toBe('available');
  });

  test('holds its resources until somebody has looked after it', async () => {
    const { second } = await cutOff({ hook: 'onMain', id: 'v2' });
    const { failure } = await second.run(await second.provider.protect(plan, context));
    expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_RESOURCE_HELD', held: 'T::Server#s1', gone: true }] } });
  });
});

/** A bank that stops answering for good when a key is to be put, and the end of that. */
function dyingAt(bank: BankPlugin, wanted: RegExp) {
  const { plugin, kill } = mortal(bank);
  let died: () => void = () => undefined;
  const dead = new Promise<void>((resolve) => (died = resolve));
  const dying: BankPlugin = {
    ...plugin,
    putObject: async (key, ...rest) => {
      if (wanted.test(key)) {
        kill();
        died();
      }
      await plugin.putObject(key, ...rest);
    },
  };
  return { dying, dead };
}

async function removeLeases(bank: BankPlugin): Promise<void> {
  for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
}

test.each(['resume', 'delete'] as const)('a resume that was cut off before it had begun does not hinder a %s', async (next) => {
  const { second, checkpointId, world, bank, under } = await cutOff({ hook: 'onMain', id: 'v2' });
  const { dying, dead } = dyingAt(bank, /\/epochs\//);
  const cut = under(dying);
  void cut.run(await cut.provider.resume({ checkpointId }, context));
  await dead;
  await removeLeases(bank);
  const { failure } = await second.run(await second.provider[next]({ checkpointId }, context));
  expect(failure).toBeUndefined();
  expect(world.things.size).toBe(0);
  expect(await entriesOf(second)).toEqual([]);
  expect(await statusOf(second, checkpointId)).toBe(next === 'resume' ? 'available' : 'deleted');
  expect(bank.keys().filter((key) => /^(running|holds|leases)\//.test(key))).toEqual([]);
});

test('what was cut off is found by a sweep also when a resume of it has ended before it took over', async () => {
  const { second, checkpointId, world, bank, under } = await cutOff({ hook: 'onMain', id: 'v2' });
  // A checkpoint that cannot be listed is not worked on.
  const failing = under(faultyBank(bank, [{ fault: 'refuse', method: 'putObject', key: /\/2-protecting$/, times: Infinity }]));
  expect((await failing.run(await failing.provider.resume({ checkpointId }, context))).failure).toBeDefined();
  expect(await statusOf(second, checkpointId)).toBe('error');
  expect(world.things.size).toBeGreaterThan(0);
  const [entry, ...others] = await entriesOf(second);
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ state: 'ended', effects: [{}] });
  const flow = await second.provider.operations.release(entry?.operationId ?? '', context);
  expect((await second.run(flow!)).failure).toBeUndefined();
  expect(world.things.size).toBe(0);
  expect(await entriesOf(second)).toEqual([]);
});

test('a verify that was cut off does not hinder a delete', async () => {
  const { second, checkpointId, bank, under } = await cutOff({ hook: 'onMain', id: 'v2' });
  expect((await second.run(await second.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  const { dying, dead } = dyingAt(bank, /^operations\//);
  const cut = under(dying);
  void cut.run(await cut.provider.verify({ checkpointId }, context));
  await dead;
  await removeLeases(bank);
  expect((await second.run(await second.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
});

test('of two that resume one checkpoint one wins', async () => {
  const { second, checkpointId, world } = await cutOff({ hook: 'onMain', id: 'v2' });
  const flows = [await second.provider.resume({ checkpointId }, context), await second.provider.resume({ checkpointId }, context)];
  const ends = await Promise.all(flows.map((flow) => second.run(flow)));
  expect(ends.filter(({ failure }) => failure === undefined)).toHaveLength(1);
  expect(await statusOf(second, checkpointId)).toBe('available');
  expect(world.things.size).toBe(0);
});

test('a stream goes on after the last chunk that is recorded', async () => {
  const bank = memoryBank();
  const { plugin: dying, kill } = mortal(bank);
  const mebibytes = 18;
  const piece = (number: number) => Buffer.alloc(2 ** 20, number);
  const opened: number[] = [];
  const volume = resource('T::Volume', 'v1');
  const provider = (plugin: BankPlugin, cutAt: number, cut: () => Promise<void>) =>
    testProvider(
      [
        defineProtectionPlugin({
          name: 'volumes',
          resourceTypes: ['T::Volume'],
          operations: {
            protect: {
              async onMain({ section }) {
                await section.writeStream(
                  'data',
                  async function* ({ offset }) {
                    opened.push(offset);
                    for (let number = offset / 2 ** 20; number < mebibytes; number++) {
                      if (number === cutAt) await cut();
                      yield piece(number);
                    }
                  },
                  { identity: 'snapshot-1' },
                );
              },
            },
          },
        }),
      ],
      [volume],
      plugin,
    );
  const { checkpointId } = await new Promise<{ checkpointId: string }>((resolve) => {
    const first = provider(dying, 10, async () => {
      await new Promise((recorded) => setTimeout(recorded, 1100));
      kill();
      resolve(started);
      await new Promise(() => undefined);
    });
    let started = { checkpointId: '' };
    void first.provider.protect({ name: 'plan', resources: [volume] }, context).then((flow) => {
      started = flow;
      void first.run(flow);
    });
  });
  for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
  const second = provider(bank, Infinity, () => Promise.resolve());
  const { failure } = await second.run(await second.provider.resume({ checkpointId }, context));
  expect(failure).toBeUndefined();
  expect(opened).toEqual([0, 8 * 2 ** 20]);
  expect((await second.run(await second.provider.verify({ checkpointId }, context))).failure).toBeUndefined();
  const { resources } = await second.provider.checkpoints.show(context, checkpointId);
  expect(resources[0]?.objects).toMatchObject([{ name: 'data', size: mebibytes * 2 ** 20 }]);
  // Nothing is left of the chunk that was begun, and deleting finds all that was used again.
  expect((await second.run(await second.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
  const left = [];
  for await (const key of bank.listObjects(`checkpoints/${checkpointId}/`)) left.push(key.split('/')[2]);
  expect([...new Set(left)].sort()).toEqual(['ends', 'epochs']);
});
