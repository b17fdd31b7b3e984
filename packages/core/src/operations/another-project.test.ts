import type { Context } from '@karbor/plugin-sdk';
import { describe, expect, test } from 'vitest';
import { collect } from '../collect.js';
import { cutOff, left, protectedBank, provider, server } from './cut-off-restore.fixture.js';
import { context, World } from './world.fixture.js';

/** Who restores, and whose checkpoints. */
const other: Context = { projectId: 'p2', userId: 'u2' };
const fromFirst: Context = { ...other, checkpointProjectId: context.projectId };

describe("another project's checkpoint", () => {
  test('is listed, shown, verified and restored, and the hooks act for the project that asks', async () => {
    const { bank, checkpointId } = await protectedBank();
    const asked: Context[] = [];
    const { provider: second, run } = provider(bank, new World(), (_hook, _id, asking) => void asked.push(asking));
    expect(await collect(second.checkpoints.list(fromFirst))).toMatchObject([{ id: checkpointId, status: 'available' }]);
    expect(await second.checkpoints.show(fromFirst, checkpointId)).toMatchObject({ projectId: context.projectId });
    for (const flow of [await second.verify({ checkpointId }, fromFirst), await second.restore({ checkpointId }, fromFirst)]) {
      expect((await run(flow)).failure).toBeUndefined();
    }
    expect(asked.map(({ projectId, userId }) => ({ projectId, userId }))).toEqual([other, other]);
    expect(left(bank)).toEqual([]);
  });

  test('is not found by one who does not ask for it', async () => {
    const { bank, checkpointId } = await protectedBank();
    const { provider: second } = provider(bank, new World());
    expect(await collect(second.checkpoints.list(other))).toEqual([]);
    for (const asking of [other, { ...other, checkpointProjectId: 'p3' }, { ...context, checkpointProjectId: other.projectId }]) {
      await expect(second.restore({ checkpointId }, asking)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_NOT_FOUND' });
      await expect(second.checkpoints.show(asking, checkpointId)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_NOT_FOUND' });
    }
    // To name the own project is nothing special.
    expect((await second.restore({ checkpointId }, { ...context, checkpointProjectId: context.projectId })).checkpointId).toBe(checkpointId);
  });

  test('is only read', async () => {
    const { bank, checkpointId } = await protectedBank();
    const { provider: second } = provider(bank, new World());
    const before = bank.keys();
    for (const refused of [
      second.protect({ name: 'plan', resources: [server] }, fromFirst),
      second.delete({ checkpointId }, fromFirst),
      second.resume({ checkpointId }, fromFirst),
      second.operations.reset(checkpointId, fromFirst),
      second.checkpoints.show({ ...other, checkpointProjectId: '' }, checkpointId),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'KARBOR_CONTEXT_INVALID' });
    }
    expect(bank.keys()).toEqual(before);
  });
});

describe("a restore of another project's checkpoint that was cut off", () => {
  async function cutOffRestore() {
    const { bank, checkpointId } = await protectedBank();
    const world = new World();
    const operationId = await cutOff(bank, world, (first) => first.restore({ checkpointId }, fromFirst));
    expect(world.things.size).toBe(2);
    return { bank, world, checkpointId, operationId, second: provider(bank, world) };
  }

  test('is found by the project that asked for it, and by that alone', async () => {
    const { world, checkpointId, operationId, second } = await cutOffRestore();
    const { operations } = second.provider;
    expect(await collect(operations.list(other))).toMatchObject([
      { operationId, checkpointId, projectId: 'p2', checkpointProjectId: 'p1', userId: 'u2', owner: 'gone', state: 'running' },
    ]);
    // What it made is not where the project of the checkpoint would look for it.
    for (const asking of [context, { ...context, checkpointProjectId: 'p2' }]) {
      expect(await collect(operations.list(asking))).toEqual([]);
      expect(await operations.countOthers(asking)).toBe(1);
      for (const refused of [
        operations.release(operationId, asking),
        operations.thaw(operationId, asking),
        second.provider.resume({ operationId }, asking),
      ]) {
        await expect(refused).rejects.toMatchObject({ code: 'KARBOR_OPERATION_NOT_FOUND' });
      }
    }
    expect(world.things.size).toBe(2);
  });

  test('is released in the order in which it was made', async () => {
    const { bank, world, operationId, second } = await cutOffRestore();
    const flow = await second.provider.operations.release(operationId, other);
    expect((await second.run(flow!)).failure).toBeUndefined();
    expect(world.history).toEqual(['+thing of v1', '+thing of s1', '-thing of s1', '-thing of v1']);
    expect(left(bank)).toEqual([]);
  });

  test('is released by the next sweep when the cloud refused the first', async () => {
    const { bank, world, operationId, second } = await cutOffRestore();
    const { operations } = second.provider;
    world.refusals = Infinity;
    const first = await operations.release(operationId, other);
    expect((await second.run(first!)).failure?.message).toContain('the cloud is down');
    world.refusals = 0;
    expect(await collect(operations.list(context))).toEqual([]);
    const again = await operations.release(first!.operationId, other);
    expect((await second.run(again!)).failure).toBeUndefined();
    expect(world.things.size).toBe(0);
    expect(left(bank)).toEqual([]);
  });

  test('is gone on with, also when that was cut off again, without a word of whose checkpoint it is', async () => {
    const { bank, world, operationId, second } = await cutOffRestore();
    const again = await cutOff(bank, world, (first) => first.resume({ operationId }, other));
    expect(await collect(second.provider.operations.list(other))).toMatchObject([{ operationId: again, checkpointProjectId: 'p1' }]);
    const flow = await second.provider.resume({ operationId: again }, other);
    expect((await second.run(flow)).failure).toBeUndefined();
    expect([...world.things.values()].sort()).toEqual(['thing of s1', 'thing of v1']);
    expect(left(bank)).toEqual([]);
  });

  test('keeps its checkpoint from being deleted, and tells who has to look after it', async () => {
    const { checkpointId, operationId, second } = await cutOffRestore();
    const { failure } = await second.run(await second.provider.delete({ checkpointId }, context));
    expect(failure?.message).toContain(`held by operation ${operationId} (restore of checkpoint ${checkpointId} by project p2,`);
    await second.run((await second.provider.operations.release(operationId, other))!);
    expect((await second.run(await second.provider.delete({ checkpointId }, context))).failure).toBeUndefined();
  });
});
