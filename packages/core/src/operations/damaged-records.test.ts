import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { collect } from '../collect.js';
import { sealRecord } from '../bank/record.js';
import { cutOff } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider } from './world.fixture.js';

const server = resource('T::Server', 's1');
const plan = { name: 'plan', resources: [server] };
type Bank = ReturnType<typeof memoryBank>;

const holder = defineProtectionPlugin({
  name: 'holding',
  resourceTypes: ['T::Server'],
  operations: { protect: { onMain: ({ section }) => section.putObject('data', Buffer.from('hello')) } },
});

async function damage(bank: Bank, wanted: RegExp): Promise<readonly string[]> {
  const keys = bank.keys().filter((key) => wanted.test(key));
  for (const key of keys) {
    const bytes = await bank.getObject(key);
    await bank.putObject(key, bytes.subarray(0, bytes.length - 3));
  }
  return keys;
}

/** All but the claims and ends of a checkpoint that was deleted. */
const left = (bank: Bank) => bank.keys().filter((key) => !/^checkpoints\/[^/]+\/(epochs|ends)\//.test(key));

describe.each([
  ['its claim', /\/epochs\//],
  ['its end', /\/ends\//],
  ['all that tells what it is', /\/(epochs|ends|manifest|journal)\//],
])('a checkpoint of which %s is damaged', (_what, wanted) => {
  test('is not taken for good, and can be deleted', async () => {
    const bank = memoryBank();
    const tested = testProvider([holder], [server], bank);
    const own = tested.provider;
    const flow = await own.protect(plan, context);
    expect((await tested.run(flow)).failure).toBeUndefined();
    expect(await damage(bank, wanted)).not.toEqual([]);
    await expect(own.restore(flow, context)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_CORRUPT' });
    await expect(own.delete(flow, { ...context, projectId: 'another' })).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_NOT_FOUND' });

    expect((await tested.run(await own.delete(flow, context))).failure).toBeUndefined();
    expect(await collect(own.checkpoints.list(context))).toEqual([]);
    expect(left(bank)).toEqual([]);
  });
});

test('what an operation left outside is released, although the claim of its epoch is damaged', async () => {
  const { bank, world, checkpointId, second } = await cutOff({ hook: 'onMain', id: 'v1' });
  expect(world.things.size).toBeGreaterThan(0);
  await damage(bank, /\/epochs\//);
  expect((await second.run(await second.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
  expect(world.things.size).toBe(0);
  expect(await statusOf(second, checkpointId)).toBe('deleted');
  expect(left(bank)).toEqual([]);
});

test('what is damaged of an operation hides neither it nor others', async () => {
  const { bank, checkpointId, second } = await cutOff({ hook: 'onMain', id: 'v1' });
  const found = async () => (await collect(second.provider.operations.list(context))).map((one) => [one.checkpointId, one.effects.length]);
  await bank.putObject('running/0', Buffer.from('{'));
  expect(await found()).toEqual([[checkpointId, 1]]);
  await damage(bank, /\/epochs\//);
  expect(await found()).toEqual([[checkpointId, 0]]);
});

test('what a newer version wrote of an operation hides neither it nor others', async () => {
  const { bank, checkpointId, second } = await cutOff({ hook: 'onMain', id: 'v1' });
  const { operations } = second.provider;
  const found = async () => (await collect(operations.list(context))).map((one) => [one.checkpointId, one.effects.length]);
  await bank.putObject('running/0', sealRecord({ format: 'running', version: 99 }, {}));
  expect(await found()).toEqual([[checkpointId, 1]]);
  const [claim = ''] = bank.keys().filter((key) => key.includes('/epochs/'));
  await bank.putObject(claim, sealRecord({ format: 'epoch', version: 99 }, {}));
  expect(await found()).toEqual([[checkpointId, 0]]);
  expect(await operations.countOthers(context)).toBe(0);
});

test('operations of other projects are counted from their entries alone', async () => {
  const { bank, second } = await cutOff({ hook: 'onMain', id: 'v1' });
  const { operations } = second.provider;
  await damage(bank, /^(checkpoints|holds)\//);
  const other = { projectId: 'another' };
  expect(await collect(operations.list(other))).toEqual([]);
  expect([await operations.countOthers(other), await operations.countOthers(context)]).toEqual([1, 0]);
});
