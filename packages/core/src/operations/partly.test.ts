import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { BankPlugin, ProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { mortal } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const root = resource('T::Project', 'p1');
const volumes = ['v1', 'v2', 'v3'].map((id) => resource('T::Volume', id, 'T::Project#p1'));
const plan = { name: 'plan', resources: [root] };
const goesOn = { onFailure: 'continue' } as const;

type Copying = (id: string) => void | Promise<void>;

/** Volumes that are `bad` cannot be copied; `copying` is called before each copy. */
function plugins(
  world: World,
  bad: Set<string>,
  calls: string[] = [],
  copying: Copying = () => undefined,
): readonly ProtectionPlugin[] {
  return [
    defineProtectionPlugin({
      name: 'projects',
      resourceTypes: ['T::Project'],
      operations: {
        protect: {
          whenRelatedFailed: 'run',
          onComplete({ failed, saveInfo }) {
            (saveInfo)({ failed: failed.map((one) => one.resource.id) });
          },
        },
        restore: {},
      },
    }),
    defineProtectionPlugin({
      name: 'volumes',
      resourceTypes: ['T::Volume'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onPrepareFinish({ effects, resource: { id } }) {
            await (effects as WorldEffects).acquire('thing', { id }, world.maker('thing', id));
          },
          async onMain({ section, resource: { id }, effects }) {
            calls.push(id);
            await copying(id);
            await section.putObject('data', Buffer.from(id));
            if (bad.has(id)) throw new Error(`${id} is broken`);
            await (effects as WorldEffects).release('thing');
          },
        },
        restore: {
          onMain: ({ mapping, resource: { id } }) => mapping.set(`new-${id}`),
        },
      },
    }),
  ];
}

describe('with on_failure = continue', () => {
  test('a checkpoint is partial: it says what is good, and that can be restored', async () => {
    const world = new World();
    const one = testProvider(plugins(world, new Set(['v2'])), [root, ...volumes]);
    const flow = await one.provider.protect(plan, context);
    const { failure } = await one.run(flow, goesOn);
    expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL' });
    expect(world.things.size).toBe(0);
    const { checkpointId } = flow;
    expect(await statusOf(one, checkpointId)).toBe('partial');
    const { resources } = await one.provider.checkpoints.show(context, checkpointId);
    const failures = resources.map(({ id, failed }) => [id, failed?.message]);
    expect(failures).toEqual([['p1', undefined], ['v1', undefined], ['v2', expect.stringContaining('v2 is broken')], ['v3', undefined]]);
    const whole = await one.run(await one.provider.restore({ checkpointId }, context));
    expect(whole.failure).toBeUndefined();
    const restored = whole.events.flatMap((event) => (event.type === 'hook' && event.status === 'ended' ? event.resources : []));
    expect(restored.map(({ id }) => id).sort()).toEqual(['v1', 'v3']);
    const mapping = whole.events.flatMap((event) => (event.type === 'mapping' ? [[event.resource.id, event.newId]] : []));
    expect(mapping).toEqual([['v1', 'new-v1'], ['v3', 'new-v3']]);
    expect(whole.events.at(-1)).toMatchObject({ type: 'operation', status: 'done' });
    const bad = one.provider.restore({ checkpointId, resources: [{ type: 'T::Volume', id: 'v2' }] }, context);
    await expect(bad).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_PROTECTED', message: expect.stringContaining('v2 is broken') as string });
    expect((await one.run(await one.provider.verify({ checkpointId }, context))).failure).toBeUndefined();
  });

  test('a retry does only what failed', async () => {
    const [world, bad, calls] = [new World(), new Set(['v2']), [] as string[]];
    const one = testProvider(plugins(world, bad, calls), [root, ...volumes]);
    const { checkpointId } = await one.provider.protect(plan, context).then(async (flow) => {
      await one.run(flow, goesOn);
      return flow;
    });
    bad.clear();
    calls.length = 0;
    const { failure } = await one.run(await one.provider.resume({ checkpointId }, context), goesOn);
    expect(failure).toBeUndefined();
    expect(calls).toEqual(['v2']);
    expect(await statusOf(one, checkpointId)).toBe('available');
    const { resources } = await one.provider.checkpoints.show(context, checkpointId);
    expect(resources.map(({ id, objects }) => [id, objects.length])).toEqual([['p1', 0], ['v1', 1], ['v2', 1], ['v3', 1]]);
    expect(world.things.size).toBe(0);
  });

  /** A checkpoint of which v2 is not good, with what a retry needs. */
  async function partial() {
    const [world, bad, calls] = [new World(), new Set(['v2']), [] as string[]];
    const bank = memoryBank();
    const on = (plugin: BankPlugin, copying?: Copying) => testProvider(plugins(world, bad, calls, copying), [root, ...volumes], plugin);
    const one = on(bank);
    const { checkpointId } = await one.provider.protect(plan, context).then(async (flow) => {
      await one.run(flow, goesOn);
      return flow;
    });
    calls.length = 0;
    const resume = () => one.provider.resume({ checkpointId }, context);
    /** That v1 and v3 can be restored, and v2 is still to be done. */
    const isStillGood = async () => {
      expect(await statusOf(one, checkpointId)).toBe('partial');
      const { resources } = await one.provider.checkpoints.show(context, checkpointId);
      expect(resources.map(({ id, failed }) => [id, failed !== undefined])).toEqual([['p1', false], ['v1', false], ['v2', true], ['v3', false]]);
      expect((await one.run(await one.provider.verify({ checkpointId }, context))).failure).toBeUndefined();
      const { failure, events } = await one.run(await one.provider.restore({ checkpointId }, context));
      expect(failure).toBeUndefined();
      expect(events.flatMap((event) => (event.type === 'mapping' ? [event.newId] : []))).toEqual(['new-v1', 'new-v3']);
      expect(world.things.size).toBe(0);
    };
    return { world, bad, calls, bank, on, one, checkpointId, resume, isStillGood };
  }

  test.each([
    ['', {}],
    [', whatever the executor’s own policy', { onFailure: 'rollback' } as const],
  ])('a retry that fails again loses nothing that was good%s', async (_what, policy) => {
    const { one, bad, calls, checkpointId, resume, isStillGood } = await partial();
    const again = await one.run(await resume(), policy);
    expect(again.failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL', message: expect.stringContaining('v2 is broken') as string });
    await isStillGood();
    bad.clear();
    calls.length = 0;
    const { failure } = await one.run(await resume());
    expect(failure).toBeUndefined();
    expect(calls).toEqual(['v2']);
    expect(await statusOf(one, checkpointId)).toBe('available');
  });

  test('a retry that is cancelled loses nothing that was good', async () => {
    const { one, on, bank, bad, resume, checkpointId, isStillGood } = await partial();
    bad.clear();
    const controller = new AbortController();
    const other = on(bank, () => controller.abort());
    const { failure } = await other.run(await other.provider.resume({ checkpointId }, context), {}, controller.signal);
    expect(failure).toMatchObject({ code: 'KARBOR_CANCELLED' });
    await isStillGood();
    expect((await one.run(await resume())).failure).toBeUndefined();
    expect(await statusOf(one, checkpointId)).toBe('available');
  });

  /** Kills a retry, after `atEnd` just before its end would be recorded. */
  async function killedRetry({ atEnd }: { readonly atEnd: boolean }) {
    const made = await partial();
    const { bank, on, bad, checkpointId } = made;
    bad.clear();
    const { plugin, kill } = mortal(bank);
    await new Promise<void>((resolve) => {
      const die = () => {
        kill();
        resolve();
      };
      const dying: BankPlugin = {
        ...plugin,
        putObject: (key, ...args) => {
          if (key.includes('/ends/2-')) die();
          return plugin.putObject(key, ...args);
        },
      };
      const other = on(dying, atEnd ? undefined : die);
      void other.provider.resume({ checkpointId }, context).then((flow) => other.run(flow));
    });
    for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
    return made;
  }

  test.each([
    ['in its copy', { atEnd: false }],
    ['just before its end', { atEnd: true }],
  ])('a retry that was killed %s and is swept loses nothing that was good', async (_when, how) => {
    const { one, resume, isStillGood, checkpointId } = await killedRetry(how);
    for await (const { operationId } of one.provider.operations.list(context)) {
      const flow = await one.provider.operations.release(operationId, context);
      if (flow) expect((await one.run(flow)).failure).toBeUndefined();
    }
    await isStillGood();
    expect((await one.run(await resume())).failure).toBeUndefined();
    expect(await statusOf(one, checkpointId)).toBe('available');
  });

  test('a retry that was killed and is reset by hand loses nothing that was good', async () => {
    const { one, checkpointId } = await killedRetry({ atEnd: false });
    await one.provider.operations.reset(checkpointId, context);
    expect(await statusOf(one, checkpointId)).toBe('partial');
  });

  test('a retry that was killed, is gone on with and fails again loses nothing that was good', async () => {
    const { one, bad, resume, isStillGood } = await killedRetry({ atEnd: false });
    bad.add('v2');
    expect((await one.run(await resume())).failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL' });
    await isStillGood();
  });

  test('what was good when it was cut off counts when the rest fails', async () => {
    const [world, bank] = [new World(), memoryBank()];
    const { plugin, kill } = mortal(bank);
    const checkpointId = await new Promise<string>((resolve) => {
      const dies = async (id: string) => {
        if (id !== 'v3') return;
        // What has ended before is recorded within a second.
        await new Promise((recorded) => setTimeout(recorded, 1100));
        kill();
        resolve(started);
        await new Promise(() => undefined);
      };
      let started = '';
      const first = testProvider(plugins(world, new Set(), [], dies), volumes, plugin);
      void first.provider.protect({ name: 'plan', resources: volumes }, context).then((flow) => {
        started = flow.checkpointId;
        void first.run(flow, goesOn);
      });
    });
    for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
    const second = testProvider(plugins(world, new Set(['v3'])), volumes, bank);
    const { failure } = await second.run(await second.provider.resume({ checkpointId }, context), goesOn);
    expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL' });
    expect(await statusOf(second, checkpointId)).toBe('partial');
  });

  test('nothing good is an error', async () => {
    const world = new World();
    const one = testProvider(plugins(world, new Set(['v1'])), volumes.slice(0, 1));
    const flow = await one.provider.protect({ name: 'plan', resources: volumes.slice(0, 1) }, context);
    const { failure } = await one.run(flow, goesOn);
    expect(failure).toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });
    expect(await statusOf(one, flow.checkpointId)).toBe('error');
    expect(world.things.size).toBe(0);
  });
});
