import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');

/** A protect that hangs in its copy until it is told to stop. */
function hanging(world: World, reached: () => void) {
  return defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onMain({ effects, signal }) {
          await (effects as WorldEffects).acquire('thing', { id: 's1' }, (tag) => {
            world.make('thing', 's1', tag);
            return Promise.resolve({ made: tag });
          });
          reached();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        },
      },
    },
  });
}

test('who is overtaken by a delete stops soon, and takes back what it has outside', async () => {
  const bank = memoryBank();
  const world = new World();
  const lease = { expireMs: 3000, renewMs: 100, validityMs: 1000 };
  let reached: () => void = () => undefined;
  const isThere = new Promise<void>((resolve) => (reached = resolve));
  const first = testProvider([hanging(world, () => reached())], [server], bank, { lease });
  const flow = await first.provider.protect({ name: 'plan', resources: [server] }, context);
  const run = first.run(flow);
  await isThere;
  const { checkpointId } = flow;
  const other = testProvider([hanging(world, () => undefined)], [server], bank);
  await expect(other.provider.delete({ checkpointId }, context)).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_STATUS' });
  const deleted = await other.run(await other.provider.delete({ checkpointId, cancel: true }, context));
  expect(deleted.failure).toBeUndefined();
  expect((await run).failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_CHECKPOINT_OVERTAKEN' }, {}] } });
  expect(world.things.size).toBe(0);
  expect(await statusOf(other, checkpointId)).toBe('deleted');
});
