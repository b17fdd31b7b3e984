import { setImmediate as turn } from 'node:timers/promises';
import { defineProtectionPlugin, effect, isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { Effects, Resource } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from '../collect.js';
import { context, resource, run, testProvider, World } from './world.fixture.js';

/** What one call of a hook does for one resource. */
const behaviour = fc.record({
  effects: fc.array(fc.record({ urgent: fc.boolean(), then: fc.constantFrom('leave', 'release', 'keep'), lost: fc.boolean() }), { maxLength: 2 }),
  turns: fc.nat(3),
  /** `hangs`: until it is told to stop; `deaf`: for ever. */
  end: fc.constantFrom('good', 'good', 'good', 'fails', 'fails for now', 'hangs', 'deaf'),
});

const scenarios = fc.record({
  operation: fc.constantFrom('protect', 'restore'),
  parents: fc.array(fc.array(fc.nat(20), { maxLength: 2 }), { minLength: 1, maxLength: 6 }),
  /** 2: alone. */
  groups: fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }),
  behaviours: fc.array(behaviour, { minLength: 1, maxLength: 12 }),
  onFailure: fc.constantFrom('rollback', 'continue'),
  retries: fc.nat(2),
  /** Which calls of `release` fail, counted from 0. */
  failingReleases: fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
  cancelAfter: fc.option(fc.nat(60)),
});

type Things = Effects<Record<'thing' | 'frozen', { data: { id: string }; result: { made: string } }>>;

interface Called {
  readonly effects: unknown;
  readonly signal: AbortSignal;
  readonly resource: Resource;
}

test('whatever fails, hangs, is tried again or cannot be released, a sweep leaves only what good resources keep', async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ operation, parents, groups, behaviours, onFailure, retries, failingReleases, cancelAfter }) => {
      const world = new World();
      /** What was kept by calls of hooks that ended well. */
      const kept = new Map<string, string>();
      const trial = { isOn: false, calls: 0, releases: 0, isHealed: false };
      const act = async ({ effects: given, signal, resource: { id } }: Called, keep = (tag: string): unknown => kept.set(tag, id)) => {
        if (!trial.isOn) return;
        const effects = given as Things;
        const { effects: wanted, turns, end } = behaviours[trial.calls++ % behaviours.length]!;
        const own: string[] = [];
        for (const { urgent, then, lost } of wanted) {
          const kind = urgent ? 'frozen' : 'thing';
          const { tag } = await effects.acquire(kind, { id }, async (made) => {
            await turn();
            world.make(kind, id, made);
            if (lost && end !== 'good') throw new Error('the answer was lost');
            return { made };
          });
          if (then === 'release') await effects.release(kind, tag);
          if (then === 'keep') await effects.keep(kind, tag);
          if (then === 'keep') own.push(tag);
        }
        for (let index = 0; index < turns; index += 1) {
          signal.throwIfAborted();
          await turn();
        }
        if (end === 'deaf') await new Promise(() => undefined);
        if (end === 'hangs') await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        if (end === 'fails') throw new Error(`${id} fails`);
        if (end === 'fails for now') throw new KarborError('KARBOR_POLL_TIMEOUT', `${id} fails for now`, { retryable: true });
        signal.throwIfAborted();
        for (const tag of own) keep(tag);
      };
      const release = ({ tag }: { tag: string }) => {
        if (!trial.isHealed && failingReleases.includes(trial.releases++)) throw new Error('it cannot be released now');
        world.remove(tag);
      };
      const hooks = {
        onPrepareBegin: act,
        onPrepareFinish: act,
        onMain: act,
        onComplete: act,
        group: {
          key: ({ id }: Resource) => (groups[Number(id.slice(1))] === 2 ? undefined : `g${groups[Number(id.slice(1))]}`),
          hooks: {
            async onPrepareFinish({ members }: { readonly members: readonly Called[] }) {
              const own: (() => void)[] = [];
              for (const member of members) await act(member, (tag) => own.push(() => kept.set(tag, member.resource.id)));
              for (const keep of own) keep();
            },
          },
        },
      };
      const plugin = defineProtectionPlugin({
        name: 'random',
        resourceTypes: ['T::Thing'],
        effects: {
          thing: effect<{ id: string }, { made: string }>({ release }),
          frozen: effect<{ id: string }, { made: string }>({ urgent: true, release }),
        },
        operations: { protect: hooks as object, restore: hooks as object },
      });
      const resources = parents.map((choices, index) => {
        const before = index === 0 ? [] : [...new Set(choices.map((choice) => choice % index))];
        return resource('T::Thing', `r${index}`, ...before.map((parent) => `T::Thing#r${parent}`));
      });
      const { provider } = testProvider([plugin], resources);
      const flowOf = async () => {
        const protect = await provider.protect({ name: 'plan', resources }, context);
        if (operation === 'protect') return protect;
        expect((await run(protect)).failure).toBeUndefined();
        return await provider.restore({ checkpointId: protect.checkpointId }, context);
      };
      const flow = await flowOf().catch((error: unknown) => {
        if (isKarborError(error, 'KARBOR_GROUP_CYCLE')) return undefined;
        throw error;
      });
      fc.pre(flow !== undefined);
      trial.isOn = true;
      const controller = new AbortController();
      const cancelling = cancelAfter === null ? undefined : cancelLater(controller, cancelAfter);
      const waits = behaviours.some(({ end }) => end === 'hangs' || end === 'deaf') && { hookTimeoutMs: 50 };
      const policy = { onFailure, abortGraceMs: 5, retry: { retries, delayMs: 0, maximumDelayMs: 0 }, ...waits } as const;
      const { failure, events } = await run(flow, policy, controller.signal);
      await cancelling;
      ends.add(`${operation} ${failure?.code ?? 'done'}`);

      trial.isHealed = true;
      const entries = await collect(provider.operations.list(context));
      for (const { operationId } of entries) {
        const sweep = await provider.operations.release(operationId, context);
        if (sweep) expect((await run(sweep)).failure).toBeUndefined();
      }
      expect(await collect(provider.operations.list(context))).toEqual([]);
      const things = [...world.things.keys()].toSorted();
      if (!failure) expect(things).toEqual([...kept.keys()].toSorted());
      else if (failure.code !== 'KARBOR_OPERATION_PARTIAL') expect(things).toEqual([]);
      else {
        const bad = new Set(events.flatMap((event) => (event.type === 'skip' || (event.type === 'hook' && (event.status === 'failed' || event.status === 'abandoned')) ? event.resources.map(({ id }) => id) : [])));
        expect(things).toEqual([...kept].filter(([, id]) => !bad.has(id)).map(([tag]) => tag).toSorted());
      }
    }),
    { seed: 20_261_127, numRuns: 150 },
  );
  expect([...ends].map((one) => one.split(' ')[1])).toEqual(expect.arrayContaining(['done', 'KARBOR_OPERATION_FAILED', 'KARBOR_OPERATION_PARTIAL']));
});

async function cancelLater(controller: AbortController, turns: number): Promise<void> {
  for (let index = 0; index < turns; index += 1) await turn();
  controller.abort();
}
