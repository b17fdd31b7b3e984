import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { BankPlugin, HookName, ProtectionPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { context, resource, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

export const server = resource('T::Server', 's1');
export const volumes = ['v1', 'v2'].map((id) => resource('T::Volume', id, 'T::Server#s1'));
export const plan = { name: 'plan', resources: [server], parameters: { 'T::Server': {} } };

export interface Call {
  readonly hook: HookName;
  readonly id: string;
}

/** A server that stands still while its volumes' snapshots are taken, and volumes that are copied. */
function plugins(
  world: World,
  call: (call: Call) => void | Promise<void>,
  until?: Date,
): readonly ProtectionPlugin[] {
  const make = (kind: string, id: string) => world.maker(kind, id);
  const frozen = { id: 's1' };
  return [
    defineProtectionPlugin({
      name: 'servers',
      resourceTypes: ['T::Server'],
      effects: worldEffects(world),
      operations: {
        protect: {
          async onPrepareBegin({ effects, resource: { id } }) {
            await call({ hook: 'onPrepareBegin', id });
            await (effects as WorldEffects).acquire('frozen', frozen, make('frozen', id), until && { until });
          },
          async onPrepareFinish({ effects, resource: { id }, state }) {
            await call({ hook: 'onPrepareFinish', id });
            state['finished'] = true;
            await (effects as WorldEffects).release('frozen');
          },
          async onComplete({ resource: { id }, state, saveInfo }) {
            await call({ hook: 'onComplete', id });
            (saveInfo)({ state: { ...state } });
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
            await call({ hook: 'onPrepareFinish', id });
            await (effects as WorldEffects).acquire('thing', { id }, make('thing', id));
          },
          async onMain({ effects, section, resource: { id } }) {
            const [held] = (effects as WorldEffects).held('thing');
            if (!held) throw new Error(`${id} has no snapshot`);
            await section.putObject('data', Buffer.from(held.tag));
            await call({ hook: 'onMain', id });
          },
          async onComplete({ effects, resource: { id } }) {
            await call({ hook: 'onComplete', id });
            await (effects as WorldEffects).release('thing');
          },
        },
        restore: {},
      },
    }),
  ];
}

/**
 * A bank that stops answering for good, as after a kill, or is gone for its user, who lives on; what was stored is there for
 * who comes after.
 */
export function mortal(bank: BankPlugin) {
  let isDead = false;
  let isGone = false;
  const guard = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    if (isDead) return await new Promise<Result>(() => undefined);
    if (isGone) throw new Error('the bank is gone');
    return await call();
  };
  const plugin: BankPlugin = {
    features: bank.features,
    putObject: (...args) => guard(() => bank.putObject(...args)),
    getObject: (...args) => guard(() => bank.getObject(...args)),
    deleteObject: (...args) => guard(() => bank.deleteObject(...args)),
    listObjects: (...args) => bank.listObjects(...args),
  };
  return { plugin, kill: () => (isDead = true), vanish: () => (isGone = true) };
}

/** As when the process of an owner is known to be gone. */
export async function cutOffLease(bank: BankPlugin): Promise<void> {
  for await (const key of bank.listObjects('leases/')) await bank.deleteObject(key);
}

export interface CutOffOptions {
  /** Its owner seems to live. */
  readonly keepsLease?: boolean;
  /** The bank goes first, and everything else when the operation has failed for it and has taken back what it made. */
  readonly bankFirst?: boolean;
  /** When the server is to go on at the latest. */
  readonly until?: Date;
}

/** Runs until a hook is called and kills everything there; gives what is left. */
export async function cutOff(at: Call, { keepsLease = false, bankFirst = false, until }: CutOffOptions = {}) {
  const bank = memoryBank();
  const { plugin, kill, vanish } = mortal(bank);
  const world = new World();
  const dead = new Promise<void>((resolve) => {
    const first = testProvider(
      plugins(world, async ({ hook, id }) => {
        if (hook !== at.hook || id !== at.id) return;
        // What has ended before is recorded within a second.
        await new Promise((recorded) => setTimeout(recorded, 1100));
        if (bankFirst) {
          vanish();
          void world.until(({ things }) => things.size === 0).then(kill).then(() => resolve());
          throw new Error('the bank is gone');
        }
        kill();
        resolve();
        await new Promise(() => undefined);
      }, until),
      [server, ...volumes],
      plugin,
    );
    void first.provider.protect(plan, context).then((flow) => {
      checkpointId = flow.checkpointId;
      void first.run(flow);
    });
  });
  let checkpointId = '';
  await dead;
  // Its process is gone, and with it its lease.
  if (!keepsLease) await cutOffLease(bank);
  const calls: Call[] = [];
  const under = (of: BankPlugin) => testProvider(plugins(world, (call) => void calls.push(call)), [server, ...volumes], of);
  return { bank, world, calls, checkpointId, second: under(bank), under };
}
