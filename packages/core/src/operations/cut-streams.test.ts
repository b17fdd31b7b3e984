import { defineProtectionPlugin, KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin, HookName } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { collect } from '../collect.js';
import { readJournal } from '../journal/read-journal.js';
import { cutOffLease, mortal } from './cut-off.fixture.js';
import { context, resource, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

const mebibyte = 2 ** 20;
const mebibytes = 18;
const volume = resource('T::Volume', 'v1');
const plan = { name: 'plan', resources: [volume] };

interface Copying {
  readonly world: World;
  readonly opened: number[];
  /** Called before the temporary thing is made. */
  readonly making?: () => Promise<void>;
  /** Called before each mebibyte of the stream. */
  readonly reading?: (number: number) => Promise<void>;
}

/** Copies a stream that it reads off something temporary, all in one hook. */
function copying({ world, opened, making, reading }: Copying) {
  return defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onMain({ section, effects }) {
          await (effects as WorldEffects).acquire('thing', { id: 'v1' }, async (tag) => {
            await making?.();
            world.make('thing', 'v1', tag);
            return { made: tag };
          });
          const open = async function* ({ offset }: { readonly offset: number }) {
            opened.push(offset);
            for (let number = offset / mebibyte; number < mebibytes; number++) {
              await reading?.(number);
              yield Buffer.alloc(mebibyte, number);
            }
          };
          await section.writeStream('data', open, { identity: 'snapshot-1' });
          await (effects as WorldEffects).release('thing');
        },
      },
    },
  });
}

/** Until what is recorded in the background is. */
const recorded = () => new Promise((resolve) => setTimeout(resolve, 1100));
const never = () => new Promise<never>(() => undefined);

/** Runs until the process dies, and gives the checkpoint. */
async function untilCut(
  bank: BankPlugin,
  checkpointId: string | undefined,
  copy: (die: () => Promise<never>) => Copying,
): Promise<string> {
  const { plugin, kill } = mortal(bank);
  const cutAt = await new Promise<string>((resolve) => {
    let id = '';
    const die = () => {
      kill();
      resolve(id);
      return never();
    };
    const { provider, run } = testProvider([copying(copy(die))], [volume], plugin);
    const flow = checkpointId === undefined ? provider.protect(plan, context) : provider.resume({ checkpointId }, context);
    void flow.then((started) => {
      id = started.checkpointId;
      void run(started);
    });
  });
  await cutOffLease(bank);
  return cutAt;
}

test('a stream goes on also after a second cut, before it was come to again', async () => {
  const bank = memoryBank();
  const [world, opened] = [new World(), [] as number[]];
  const checkpointId = await untilCut(bank, undefined, (die) => ({
    ...{ world, opened },
    reading: async (number) => {
      if (number !== 10) return;
      await recorded();
      await die();
    },
  }));
  await untilCut(bank, checkpointId, (die) => ({ world, opened, making: die }));
  const last = testProvider([copying({ world, opened })], [volume], bank);
  expect((await last.run(await last.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
  expect(opened).toEqual([0, 8 * mebibyte]);
  expect(world.things.size).toBe(0);
  expect((await last.run(await last.provider.verify({ checkpointId }, context))).failure).toBeUndefined();
});

describe('what a hook that failed had stored is deleted', () => {
  const isData = /\/data\//;

  /** What is journaled about undone hooks whenever stored data is deleted. */
  function watched(bank: BankPlugin) {
    const undone: (readonly HookName[])[] = [];
    const plugin: BankPlugin = {
      ...bank,
      async deleteObject(key, options) {
        if (isData.test(key)) undone.push(await undoneHooks(bank));
        await bank.deleteObject(key, options);
      },
    };
    return { plugin, undone };
  }

  async function undoneHooks(bank: BankPlugin): Promise<readonly HookName[]> {
    const prefixes = new Set<string>();
    for await (const key of bank.listObjects('checkpoints/')) if (key.includes('/journal/')) prefixes.add(key.slice(0, key.lastIndexOf('/')));
    const entries = await Promise.all([...prefixes].map((prefix) => collect(readJournal(openBank(bank), prefix))));
    return entries.flat().flatMap((entry) => (entry.type === 'hook-undone' ? [entry.hook] : []));
  }

  const storing = (failures: number, retryable: boolean) => {
    let calls = 0;
    return defineProtectionPlugin({
      name: 'storing',
      resourceTypes: ['T::Volume'],
      operations: {
        protect: {
          async onMain({ section, resource: { id } }) {
            await section.putObject('data', Buffer.from(id));
            calls += 1;
            if (calls <= failures) throw new KarborError('KARBOR_POLL_TIMEOUT', 'not now', { retryable });
          },
        },
      },
    });
  };

  test('only when it is durable that it does not count, before another try', async () => {
    const { plugin, undone } = watched(memoryBank());
    const { provider, run } = testProvider([storing(1, true)], [volume], plugin);
    const retry = { retries: 1, delayMs: 1, maximumDelayMs: 1 };
    expect((await run(await provider.protect(plan, context), { retry })).failure).toBeUndefined();
    expect(undone).toEqual([['onMain']]);
  });

  test('only when it is durable that it does not count, where the rest goes on', async () => {
    const { plugin, undone } = watched(memoryBank());
    const others = [volume, resource('T::Volume', 'v2')];
    const { provider, run } = testProvider([storing(1, false)], others, plugin);
    const flow = await provider.protect({ name: 'plan', resources: others }, context);
    expect((await run(flow, { onFailure: 'continue' })).failure).toMatchObject({ code: 'KARBOR_OPERATION_PARTIAL' });
    expect(undone).toEqual([['onMain']]);
  });

  test('not at all while that cannot be recorded', async () => {
    const bank = faultyBank(memoryBank());
    let calls = 0;
    const plugin = defineProtectionPlugin({
      name: 'storing',
      resourceTypes: ['T::Volume'],
      operations: {
        protect: {
          async onMain({ section }) {
            await section.putObject('data', Buffer.from('v1'));
            calls += 1;
            if (calls > 1) return;
            bank.inject({ fault: 'refuse', method: 'putObject', key: /\/journal\// });
            throw new KarborError('KARBOR_POLL_TIMEOUT', 'not now', { retryable: true });
          },
        },
      },
    });
    const { provider, run } = testProvider([plugin], [volume], bank);
    const flow = await provider.protect(plan, context);
    const retry = { retries: 1, delayMs: 1, maximumDelayMs: 1 };
    expect((await run(flow, { retry })).failure).toBeUndefined();
    expect(bank.count({ method: 'deleteObject', key: isData })).toBe(0);
    const { resources } = await provider.checkpoints.show(context, flow.checkpointId);
    expect(resources[0]?.objects).toMatchObject([{ name: 'data', size: 2 }]);
  });
});
