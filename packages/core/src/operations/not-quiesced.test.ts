import { setTimeout as delay } from 'node:timers/promises';
import { defineProtectionPlugin, KarborError } from '@karbor/plugin-sdk';
import type { HookName, ProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { defaultRetryPolicy } from '../executor/executor-policy.js';
import type { OperationEvent } from '../executor/operation-event.js';
import { mortal } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { RunResult, TestProvider, WorldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');
const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id, 'T::Server#s1'));
const other = resource('T::Volume', 'v3');
const all = [server, ...volumes, other];
const plan = { name: 'plan', resources: [server, other] };
const goOn = { onFailure: 'continue' } as const;
const marked = ['T::Server#s1'];

interface Behaviour {
  /** Milliseconds for which the server may stand still. */
  readonly freezeMs?: () => number;
  /** Called at the start of each hook. */
  readonly call?: (hook: HookName, id: string, signal: AbortSignal) => void | Promise<void>;
  /** Of the server, after it stands still. */
  readonly frozen?: (effects: WorldEffects) => void | Promise<void>;
  readonly make?: () => Promise<void>;
}

/** A server that stands still while its volumes are captured; what a volume stores tells whether it does. */
function plugins(world: World, { freezeMs = () => 3_600_000, call = () => undefined, frozen, make }: Behaviour): readonly ProtectionPlugin[] {
  const on = (hook: HookName) => (args: { resource: { id: string }; signal: AbortSignal }) => call(hook, args.resource.id, args.signal);
  const common = { onPrepareBegin: on('onPrepareBegin'), onPrepareFinish: on('onPrepareFinish'), onMain: on('onMain'), onComplete: on('onComplete') };
  return [
    defineProtectionPlugin({
      name: 'servers',
      resourceTypes: ['T::Server'],
      effects: worldEffects(world),
      operations: {
        protect: {
          ...common,
          async onPrepareBegin(args) {
            await common.onPrepareBegin(args);
            const effects = args.effects as WorldEffects;
            const until = new Date(Date.now() + freezeMs());
            const freeze = async (tag: string) => {
              await make?.();
              world.make('frozen', 's1', tag);
              return { made: tag };
            };
            await effects.acquire('frozen', { id: 's1' }, freeze, { until });
            await frozen?.(effects);
          },
          async onPrepareFinish(args) {
            await common.onPrepareFinish(args);
            await (args.effects as WorldEffects).release('frozen');
          },
        },
        restore: {},
      },
    }),
    defineProtectionPlugin({ name: 'volumes', resourceTypes: ['T::Volume'], operations: { protect: common, restore: {} } }),
  ];
}

/** Resolves when the server runs again. */
async function thawed(world: World, signal: AbortSignal): Promise<void> {
  while (!world.history.includes('-frozen of s1')) await delay(5, undefined, { signal });
}

/** The second volume is captured only when the server runs again. */
const tooSlow = (world: World) => (hook: HookName, id: string, signal: AbortSignal) =>
  hook === 'onPrepareFinish' && id === 'v2' ? thawed(world, signal) : undefined;

const overdue = (events: readonly OperationEvent[]) =>
  events.flatMap((event) => (event.type === 'effect' && event.status === 'overdue' ? [event.error] : []));

const told = ({ events }: RunResult) =>
  events.flatMap((event) => (event.type === 'not-quiesced' ? [[event.resource.id, event.by]] : []));

async function marksOf({ provider }: TestProvider, checkpointId: string) {
  const { resources } = await provider.checkpoints.show(context, checkpointId);
  return Object.fromEntries(resources.map(({ id, notQuiesced }) => [id, notQuiesced]));
}

test('a server whose time is up goes on, the operation too, and the checkpoint and a restore say what is not of one instant', async () => {
  const world = new World();
  const one = testProvider(plugins(world, { freezeMs: () => 50, call: tooSlow(world) }), all);
  const flow = await one.provider.protect(plan, context);
  const protect = await one.run(flow, goOn);
  expect(protect.failure).toBeUndefined();
  expect(overdue(protect.events)).toMatchObject([{ code: 'KARBOR_FREEZE_EXCEEDED', details: { resource: 'T::Server#s1' } }]);
  expect(told(protect)).toEqual([['s1', marked], ['v1', marked], ['v2', marked]]);
  expect(world.things.size).toBe(0);

  const { checkpointId } = flow;
  expect(await statusOf(one, checkpointId)).toBe('available');
  expect(await marksOf(one, checkpointId)).toEqual({ s1: marked, v1: marked, v2: marked, v3: undefined });
  const [shown] = (await one.provider.checkpoints.show(context, checkpointId)).resources;
  expect(shown?.frozenMs).toBeGreaterThan(0);

  const whole = await one.run(await one.provider.restore({ checkpointId }, context));
  expect({ failure: whole.failure, told: told(whole) }).toEqual({ failure: undefined, told: told(protect) });
  const [volume] = volumes;
  const part = await one.run(await one.provider.restore({ checkpointId, resources: [volume!] }, context));
  expect({ failure: part.failure, told: told(part) }).toEqual({ failure: undefined, told: [['v1', marked]] });
});

test('where a failure stops the operation a server whose time is up has failed', async () => {
  const world = new World();
  const one = testProvider(plugins(world, { freezeMs: () => 50, call: tooSlow(world) }), all);
  const { failure, events } = await one.run(await one.provider.protect(plan, context));
  expect(failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_FREEZE_EXCEEDED' }] } });
  expect(overdue(events)).toEqual([]);
  expect(world.things.size).toBe(0);
});

test('where it takes longer to stand still than it may, it has failed, and that is said once', async () => {
  const world = new World();
  const one = testProvider(plugins(world, { freezeMs: () => 20, make: () => delay(100) }), all);
  const { failure } = await one.run(await one.provider.protect(plan, context));
  expect((failure as KarborError).details['causes']).toEqual([expect.objectContaining({ code: 'KARBOR_FREEZE_EXCEEDED' })]);
  expect(world.things.size).toBe(0);
});

test('a server that takes longer to stand still than it may is let go when it does, and its hook goes on', async () => {
  const world = new World();
  const seen: unknown[] = [];
  const one = testProvider(
    plugins(world, {
      freezeMs: () => 20,
      make: () => delay(100),
      frozen: (effects) => void seen.push([effects.overdue('frozen'), effects.held('frozen')]),
    }),
    all,
  );
  const flow = await one.provider.protect(plan, context);
  const protect = await one.run(flow, goOn);
  expect(protect.failure).toBeUndefined();
  expect(seen).toEqual([[true, []]]);
  expect(world.things.size).toBe(0);
  expect(overdue(protect.events)).toHaveLength(1);
  expect(await marksOf(one, flow.checkpointId)).toMatchObject({ s1: marked });
});

test('what an attempt did not hold long enough says nothing about the next one', async () => {
  const world = new World();
  let attempts = 0;
  const one = testProvider(
    plugins(world, {
      freezeMs: () => (attempts === 0 ? 20 : 3_600_000),
      make: () => (attempts === 0 ? delay(100) : Promise.resolve()),
      frozen: () => {
        attempts += 1;
        if (attempts === 1) throw new KarborError('KARBOR_TRIAL', 'Once more.', { retryable: true });
      },
    }),
    all,
  );
  const flow = await one.provider.protect(plan, context);
  const protect = await one.run(flow, { ...goOn, retry: { ...defaultRetryPolicy, retries: 1, delayMs: 0 } });
  expect(protect.failure).toBeUndefined();
  expect(attempts).toBe(2);
  expect(await marksOf(one, flow.checkpointId)).toMatchObject({ s1: undefined, v1: undefined });
});

interface CutOff {
  readonly hook: HookName;
  readonly id: string;
  readonly when?: (calls: readonly string[]) => boolean;
}

/**
 * Runs until this hook is called, or the server stands still for the first time, and what has ended is recorded, and kills
 * everything there. Gives what goes on with it.
 */
async function cutOff(at: CutOff | 'frozen') {
  const bank = memoryBank();
  const { plugin, kill } = mortal(bank);
  const world = new World();
  const before: string[] = [];
  let checkpointId = '';
  await new Promise<void>((dead, broken) => {
    const die = async () => {
      // What has ended before is recorded within a second.
      await delay(1500);
      kill();
      dead();
      await new Promise(() => undefined);
    };
    const call = async (hook: HookName, id: string, signal: AbortSignal) => {
      before.push(`${hook} ${id}`);
      await tooSlow(world)(hook, id, signal);
      if (at === 'frozen' || hook !== at.hook || id !== at.id) return;
      while (at.when?.(before) === false) await delay(5);
      await die();
    };
    const frozen = () => (at === 'frozen' ? die() : undefined);
    const first = testProvider(plugins(world, { freezeMs: () => 50, call, frozen }), all, plugin);
    first.provider.protect(plan, context).then((flow) => {
      checkpointId = flow.checkpointId;
      void first.run(flow, goOn);
    }, broken);
  });
  for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
  const calls: string[] = [];
  const second = testProvider(plugins(world, { call: (hook, id) => void calls.push(`${hook} ${id}`) }), all, bank);
  const resumed = await second.run(await second.provider.resume({ checkpointId }, context), goOn);
  expect(resumed.failure).toBeUndefined();
  return { second, checkpointId, calls, resumed };
}

test('a resume begins a server anew that was let go too early, and so without a mark', async () => {
  const { second, checkpointId, calls, resumed } = await cutOff({ hook: 'onMain', id: 's1' });
  expect(calls).toContain('onPrepareBegin s1');
  expect(calls.filter((one) => one.startsWith('onPrepareFinish') && one !== 'onPrepareFinish v3').sort()).toEqual([
    ...['onPrepareFinish s1', 'onPrepareFinish v1', 'onPrepareFinish v2'],
  ]);
  expect(told(resumed)).toEqual([]);
  expect(await marksOf(second, checkpointId)).toMatchObject({ s1: undefined, v1: undefined, v2: undefined });
});

test('a resume keeps the mark of a server that was done with', async () => {
  const when = (calls: readonly string[]) => calls.includes('onComplete s1');
  const { second, checkpointId, calls, resumed } = await cutOff({ hook: 'onMain', id: 'v3', when });
  expect(calls.filter((one) => !one.endsWith('v3'))).toEqual([]);
  expect(told(resumed)).toEqual([['s1', marked], ['v1', marked], ['v2', marked]]);
  expect(await marksOf(second, checkpointId)).toEqual({ s1: marked, v1: marked, v2: marked, v3: undefined });
});

test('a resume knows nothing of what a hook did not hold long enough that was cut off itself', async () => {
  const { second, checkpointId, calls } = await cutOff('frozen');
  expect(calls).toContain('onPrepareBegin s1');
  expect(await marksOf(second, checkpointId)).toMatchObject({ s1: undefined, v1: undefined, v2: undefined });
});
