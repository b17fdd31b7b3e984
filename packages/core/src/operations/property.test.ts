import { setImmediate as turn } from 'node:timers/promises';
import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { context, resource, run, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const hooks = ['onPrepareBegin', 'onPrepareFinish', 'onMain', 'onComplete'] as const;

/** Random graphs with shared resources: each depends on some of those before it. */
const graphs = fc
  .array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((parents): readonly Resource[] =>
    parents.map((choices, index) => {
      const before = index === 0 ? [] : [...new Set(choices.map((choice) => choice % index))];
      return resource('T::Thing', `r${index}`, ...before.map((parent) => `T::Thing#r${parent}`));
    }),
  );

/** What one hook of one resource does: how many effects, of which kind, how they end, how it ends. */
const behaviour = fc.record({
  effects: fc.array(fc.record({ urgent: fc.boolean(), then: fc.constantFrom('leave', 'release', 'keep'), lost: fc.boolean() }), { maxLength: 3 }),
  turns: fc.nat(4),
  fails: fc.boolean(),
});

const scenarios = fc.record({
  resources: graphs,
  behaviours: fc.array(behaviour, { minLength: 1, maxLength: 12 }),
  failing: fc.boolean(),
  cancelAfter: fc.option(fc.nat(60)),
});

test('whatever fails and whenever it is cancelled, only what was kept by a good operation is left', async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ resources, behaviours, failing, cancelAfter }) => {
      const world = new World();
      const kept = new Set<string>();
      let calls = 0;
      const act = async ({ effects, signal }: { effects: WorldEffects; signal: AbortSignal }, resourceId: string) => {
        const { effects: wanted, turns, fails } = behaviours[calls++ % behaviours.length]!;
        for (const { urgent, then, lost } of wanted) {
          const kind = urgent ? 'frozen' : 'thing';
          const { tag } = await effects.acquire(kind, { id: resourceId }, async (own) => {
            await turn();
            world.make(kind, resourceId, own);
            if (lost && failing) throw new Error('the answer was lost');
            return { made: own };
          });
          if (then === 'release') await effects.release(kind, tag);
          if (then === 'keep') await effects.keep(kind, tag);
          if (then === 'keep') kept.add(tag);
        }
        for (let index = 0; index < turns; index += 1) {
          signal.throwIfAborted();
          await turn();
        }
        if (fails && failing) throw new Error(`${resourceId} fails`);
      };
      const plugin = defineProtectionPlugin({
        name: 'random',
        resourceTypes: ['T::Thing'],
        effects: worldEffects(world),
        operations: {
          protect: {
            onPrepareBegin: (args) => act(args, args.resource.id),
            onPrepareFinish: (args) => act(args, args.resource.id),
            onMain: (args) => act(args, args.resource.id),
            onComplete: (args) => act(args, args.resource.id),
          },
        },
      });
      const provider = testProvider([plugin], resources);
      const roots = resources.filter(({ extraInfo }) => (extraInfo?.['parents'] as readonly string[]).length === 0);
      const flow = await provider.provider.protect({ name: 'plan', resources: roots }, context);
      const controller = new AbortController();
      const cancelling = cancelAfter === null ? undefined : cancelLater(controller, cancelAfter);
      const { failure } = await run(flow, {}, controller.signal);
      await cancelling;

      const status = await statusOf(provider, flow.checkpointId).catch(() => 'none');
      if (failure) {
        // Cancelled before its first write, it leaves no checkpoint at all.
        expect(status === 'error' || (cancelAfter !== null && status === 'none')).toBe(true);
        expect([...world.things.values()]).toEqual([]);
      } else {
        expect(status).toBe('available');
        expect(new Set(world.things.keys())).toEqual(kept);
        expect(calls).toBe(flow.graph.resources.length * hooks.length);
      }
    }),
    { seed: 20_261_122, numRuns: 150 },
  );
});

async function cancelLater(controller: AbortController, turns: number): Promise<void> {
  for (let index = 0; index < turns; index += 1) await turn();
  controller.abort();
}
