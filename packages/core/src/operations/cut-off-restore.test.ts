import type { BankPlugin } from '@karbor/plugin-sdk';
import { faultyBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test, vi } from 'vitest';
import { openBank } from '../bank/bank.js';
import { openJournal } from '../journal/journal-writer.js';
import { mortal } from './cut-off.fixture.js';
import { cutOff, left, protectedBank, provider } from './cut-off-restore.fixture.js';
import { endOperation, operationJournal, operationsSection } from './operation-area.js';
import { context, World } from './world.fixture.js';

/** A restore that was killed when all was made and nothing had ended, with what is left of it. */
async function cutOffRestore() {
  const { bank, checkpointId } = await protectedBank();
  const world = new World();
  const operationId = await cutOff(bank, world, (first) => first.restore({ checkpointId }, context));
  return { bank, world, checkpointId, operationId };
}

describe('a restore that was cut off', () => {
  test('is released in the order in which it was made of what it was made of', async () => {
    const { bank, world, operationId } = await cutOffRestore();
    const second = provider(bank, world);
    const flow = await second.provider.operations.release(operationId, context);
    expect((await second.run(flow!)).failure).toBeUndefined();
    expect(world.history).toEqual(['+thing of v1', '+thing of s1', '-thing of s1', '-thing of v1']);
    expect(left(bank)).toEqual([]);
  });

  test('is gone on with by one of two', async () => {
    const { bank, world, operationId } = await cutOffRestore();
    const second = provider(bank, world);
    const flows = [await second.provider.resume({ operationId }, context), await second.provider.resume({ operationId }, context)];
    const ends = await Promise.all(flows.map((flow) => second.run(flow)));
    const failures = ends.flatMap(({ failure }) => failure ?? []);
    expect(failures).toMatchObject([{ details: { causes: [{ held: `Operation ${operationId}` }] } }]);
    expect([...world.things.values()].sort()).toEqual(['thing of s1', 'thing of v1']);
    expect(left(bank)).toEqual([]);
  });

  test('is not gone on with by one that was told to wait, when the other has ended', async () => {
    const { bank, world, operationId } = await cutOffRestore();
    const second = provider(bank, world);
    const [first, waits] = [
      await second.provider.resume({ operationId }, context),
      await second.provider.resume({ operationId, wait: true }, context),
    ];
    expect((await second.run(first)).failure).toBeUndefined();
    const { failure } = await second.run(waits);
    expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_CHECKPOINT_BUSY' }] } });
    expect([...world.things.values()].sort()).toEqual(['thing of s1', 'thing of v1']);
    expect(left(bank)).toEqual([]);
  });

  test('is released by the next sweep when the cloud refused the first, in whatever order that finds them', async () => {
    const { bank, world, operationId } = await cutOffRestore();
    const second = provider(bank, world);
    world.refusals = Infinity;
    const first = await second.provider.operations.release(operationId, context);
    expect((await second.run(first!)).failure?.message).toContain('the cloud is down');
    world.refusals = 0;
    expect(await second.provider.operations.release(operationId, context)).toBeUndefined();
    const again = await second.provider.operations.release(first!.operationId, context);
    expect((await second.run(again!)).failure).toBeUndefined();
    expect(world.things.size).toBe(0);
    expect(left(bank)).toEqual([]);
  });

  test('loses nothing when one of two that went on with it is swept, which came too late', async () => {
    const { bank, world, operationId } = await cutOffRestore();
    const failing = faultyBank(bank);
    const key = `running/${operationId}`;
    const running = await bank.getObject(key);
    // It sees only when it goes on with the other that this was done before.
    const getObject: BankPlugin['getObject'] = (one, ...rest) => (one === key ? Promise.resolve(running) : failing.getObject(one, ...rest));
    const late = provider({ ...failing, getObject }, world);
    const lateFlow = await late.provider.resume({ operationId }, context);
    const successor = await cutOff(bank, world, (first) => first.resume({ operationId }, context));
    failing.inject({ fault: 'refuse', method: 'deleteObject', key: /^running\//, times: Infinity });
    expect((await late.run(lateFlow)).failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_CHECKPOINT_BUSY' }] } });
    // It may have come as far as its journal, and have ended there.
    const opened = openBank(bank);
    const journal = openJournal(operationsSection(opened), operationJournal(lateFlow.operationId));
    journal.append({ type: 'continues', journals: [{ prefix: operationJournal(operationId), objects: 1 }] });
    await journal.close();
    await endOperation(opened, lateFlow.operationId);
    const second = provider(bank, world);
    expect(await second.provider.operations.release(lateFlow.operationId, context)).toBeUndefined();
    expect((await second.run(await second.provider.resume({ operationId: successor }, context))).failure).toBeUndefined();
    expect([...world.things.values()].sort()).toEqual(['thing of s1', 'thing of v1']);
    expect(left(bank)).toEqual([]);
  });

  test('leaves nothing of one that was to go on with it and was cut off before, when it has ended', async () => {
    const { bank, world, operationId } = await cutOffRestore();
    const { plugin, kill } = mortal(bank);
    const dead = provider({ ...plugin, putObject: async (key, ...rest) => {
      // It has said that it runs, and has not come to its journal.
      if (key.startsWith('operations/')) kill();
      await plugin.putObject(key, ...rest);
    } }, world);
    const deadFlow = await dead.provider.resume({ operationId }, context);
    void dead.run(deadFlow);
    await vi.waitUntil(() => bank.keys().includes(`holds/${deadFlow.operationId}/holding`));
    await bank.deleteObject(bank.keys().find((key) => key.startsWith('leases/')) ?? '');
    const second = provider(bank, world);
    expect((await second.run(await second.provider.resume({ operationId }, context))).failure).toBeUndefined();
    // There is nothing left of it that a sweep would have to remove.
    await expect(second.provider.operations.release(deadFlow.operationId, context)).rejects.toMatchObject({ code: 'KARBOR_OPERATION_NOT_FOUND' });
    expect(world.things.size).toBe(2);
    expect(left(bank)).toEqual([]);
  });
});

describe('a restore that was cut off and of which the bank has damaged', () => {
  const journal = (operationId: string) => `operations/${operationId}/journal/`;

  test.each([
    ['the first part of its journal', 0],
    ['the last part of its journal', -1],
  ])('%s: is swept all the same, and its checkpoint can be deleted', async (_what, which) => {
    const { bank, world, checkpointId, operationId } = await cutOffRestore();
    const second = provider(bank, world);
    const parts = bank.keys().filter((key) => key.startsWith(journal(operationId)));
    expect(parts.length).toBeGreaterThan(1);
    await damage(bank, parts.at(which) ?? '');
    await expect(second.provider.resume({ operationId }, context)).rejects.toMatchObject({ code: 'KARBOR_JOURNAL_CORRUPT' });
    expect((await second.run((await second.provider.operations.release(operationId, context))!)).failure).toBeUndefined();
    const taken = world.history.filter((what) => what.startsWith('-'));
    // What sound parts tell of is released.
    expect(taken.length + world.things.size).toBe(2);
    expect(taken.length).toBeGreaterThan(0);
    expect((await second.run(await second.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
    expect(left(bank)).toEqual([]);
  });

  test('the beginning of what had gone on with it: both are swept', async () => {
    const { bank, world, operationId } = await cutOffRestore();
    const successor = await cutOff(bank, world, (first) => first.resume({ operationId }, context));
    await damage(bank, bank.keys().find((key) => key.startsWith(journal(successor))) ?? '');
    const second = provider(bank, world);
    expect((await second.run((await second.provider.operations.release(successor, context))!)).failure).toBeUndefined();
    expect(world.history).toContain('-thing of v1');
    expect(left(bank)).toEqual([]);
  });
});

test('a restore that has ended is swept although the beginning of its journal is damaged', async () => {
  const { bank, checkpointId } = await protectedBank();
  const world = new World();
  const failing = faultyBank(bank, [{ fault: 'refuse', method: 'deleteObject', key: /^operations\/.*\/journal\// }]);
  const first = provider(failing, world);
  const flow = await first.provider.restore({ checkpointId }, context);
  expect((await first.run(flow)).failure).toBeUndefined();
  await damage(bank, bank.keys().find((key) => key.startsWith(`operations/${flow.operationId}/journal/`)) ?? '');
  const second = provider(bank, world);
  expect(await second.provider.operations.release(flow.operationId, context)).toBeUndefined();
  expect(world.things.size).toBe(2);
  expect(left(bank)).toEqual([]);
});

async function damage(bank: BankPlugin, key: string): Promise<void> {
  const bytes = await bank.getObject(key);
  await bank.putObject(key, bytes.subarray(0, bytes.length - 3));
}

describe('what cannot be removed when an operation has ended', () => {
  test.each([
    ['its journal', /^operations\/.*\/journal\//],
    ['what it held', /^holds\/.*\/holding$/],
  ])('%s is removed by a sweep', async (_what, key) => {
    const { bank, checkpointId } = await protectedBank();
    const world = new World();
    const failing = faultyBank(bank, [{ fault: 'refuse', method: 'deleteObject', key }]);
    const first = provider(failing, world);
    const flow = await first.provider.restore({ checkpointId }, context);
    expect((await first.run(flow)).failure).toBeUndefined();
    await expect(first.provider.resume({ operationId: flow.operationId }, context)).rejects.toMatchObject({ code: 'KARBOR_NOTHING_TO_RESUME' });
    const found = [];
    for await (const { operationId, effects } of first.provider.operations.list(context)) found.push({ operationId, effects });
    expect(found).toEqual([{ operationId: flow.operationId, effects: [] }]);
    const release = await first.provider.operations.release(flow.operationId, context);
    if (release) await first.run(release);
    expect(left(bank)).toEqual([]);
    expect(world.things.size).toBe(2);
  });
});
