import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { BankPlugin, Context, HookName, Mapping } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect } from 'vitest';
import type { TaskFlow } from '../flow/task-flow.js';
import type { ProtectionProvider } from '../provider/protection-provider.js';
import { cutOffLease, mortal } from './cut-off.fixture.js';
import { context, resource, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

export const server = resource('T::Server', 's1');
const volume = resource('T::Volume', 'v1', 'T::Server#s1');

type Bank = ReturnType<typeof memoryBank>;

interface RestoreArguments {
  readonly effects: unknown;
  readonly resource: { readonly id: string };
  readonly mapping: Pick<Mapping, 'set'>;
  readonly context: Context;
}

type At = (hook: HookName, id: string, context: Context) => void | Promise<void>;

/** A volume is made, then a server of it. `at` is called in each hook of a restore. */
export function provider(bank: BankPlugin, world: World, at: At = () => undefined) {
  const make = async (effects: unknown, id: string) => {
    await (effects as WorldEffects).acquire('thing', { id }, world.maker('thing', id));
    await (effects as WorldEffects).keep('thing');
  };
  const plugin = (name: string, type: string, hook: 'onMain' | 'onComplete') =>
    defineProtectionPlugin({
      name,
      resourceTypes: [type],
      effects: worldEffects(world),
      operations: {
        protect: {},
        restore: {
          [hook]: async ({ effects, resource: { id }, mapping, context: asking }: RestoreArguments) => {
            await make(effects, id);
            mapping.set(`new-${id}`);
            await at(hook, id, asking);
          },
        },
      },
    });
  return testProvider([plugin('servers', 'T::Server', 'onComplete'), plugin('volumes', 'T::Volume', 'onMain')], [server, volume], bank);
}

/** With a checkpoint of `context`'s project. */
export async function protectedBank() {
  const bank = memoryBank();
  const first = provider(bank, new World());
  const flow = await first.provider.protect({ name: 'plan', resources: [server] }, context);
  expect((await first.run(flow)).failure).toBeUndefined();
  return { bank, checkpointId: flow.checkpointId };
}

/** Runs a flow, and kills it when all was made and nothing had ended. */
export async function cutOff(bank: Bank, world: World, begin: (first: ProtectionProvider) => Promise<TaskFlow>): Promise<string> {
  const { plugin, kill } = mortal(bank);
  const flow = await new Promise<{ operationId: string }>((resolve) => {
    const first = provider(plugin, world, async (hook) => {
      if (hook !== 'onComplete') return;
      // What was made is recorded within a second.
      await new Promise((recorded) => setTimeout(recorded, 1100));
      kill();
      resolve(started);
      await new Promise(() => undefined);
    });
    let started = { operationId: '' };
    void begin(first.provider).then((restore) => {
      started = restore;
      void first.run(restore);
    });
  });
  await cutOffLease(bank);
  return flow.operationId;
}

/** The keys of what tells of operations that have not ended. */
export const left = (bank: Bank) => bank.keys().filter((key) => /^(running|holds|leases|operations)\//.test(key));
