import { expect, test } from 'vitest';
import { collect } from '../collect.js';
import { cutOff } from './cut-off.fixture.js';
import { context, statusOf } from './world.fixture.js';

test('what a checkpoint has outside that was reset is let go, and released by a sweep', async () => {
  const { second, world, checkpointId } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
  const { operations } = second.provider;
  const [entry] = await collect(operations.list(context));
  await operations.reset(checkpointId, context);
  expect(await statusOf(second, checkpointId)).toBe('error');
  const found = await collect(operations.list(context));
  expect(found).toMatchObject([{ operationId: entry?.operationId, state: 'ended', effects: entry?.effects }]);

  expect(await operations.thaw(entry?.operationId ?? '', context)).toMatchObject([{ resource: { id: 's1' }, kind: 'frozen' }]);
  const flow = await operations.release(entry?.operationId ?? '', context);
  expect((await second.run(flow!)).failure).toBeUndefined();
  expect(world.things.size).toBe(0);
  expect(await collect(operations.list(context))).toEqual([]);
  expect(await statusOf(second, checkpointId)).toBe('error');

  expect((await second.run(await second.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  expect(await statusOf(second, checkpointId)).toBe('available');
});

test('only what is being worked on is reset; of the others it is said how they are left', async () => {
  const { second, checkpointId } = await cutOff({ hook: 'onMain', id: 'v2' });
  const { operations } = second.provider;
  const refusal = (message: string) => expect.objectContaining({ code: 'KARBOR_CHECKPOINT_STATUS', message: expect.stringContaining(message) as string }) as Error;
  await operations.reset(checkpointId, context);
  await expect(operations.reset(checkpointId, context)).rejects.toEqual(refusal('is error, and only one that is protecting or deleting can be reset: resume or delete it.'));
  expect((await second.run(await second.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  await expect(operations.reset(checkpointId, context)).rejects.toEqual(refusal('is available'));
});
