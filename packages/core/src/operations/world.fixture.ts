import { setImmediate as turn } from 'node:timers/promises';
import { defineProtectable, effect, resourceKey, silentLogger } from '@karbor/plugin-sdk';
import type { BankPlugin, Context, Effects, Protectable, ProtectionPlugin, Resource } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { lastValueFrom, tap } from 'rxjs';
import { defaultReleaseTimeoutMs } from '../effects/effect-releaser.js';
import { Executor } from '../executor/executor.js';
import type { ExecutorPolicy } from '../executor/executor-policy.js';
import type { OperationEvent } from '../executor/operation-event.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { defaultLeaseWindows } from '../lease/lease-windows.js';
import type { LeaseWindows } from '../lease/lease-windows.js';
import type { ProtectionProvider } from '../provider/protection-provider.js';
import { createProvider } from './provider.js';

export const context: Context = { projectId: 'p1', userId: 'u1' };

/** What is outside: things by the tag that they carry. */
export class World {
  readonly things = new Map<string, string>();
  /** All that was ever made, by its tag. */
  readonly made = new Map<string, string>();
  /** What was made and undone, in order: `+kind of id`, `-kind of id`. */
  readonly history: string[] = [];
  /** How many times from now on something cannot be removed. */
  refusals = 0;

  make(kind: string, id: string, tag: string): void {
    this.things.set(tag, `${kind} of ${id}`);
    this.made.set(tag, `${kind} of ${id}`);
    this.history.push(`+${kind} of ${id}`);
  }

  /** What makes a thing of an effect. */
  maker(kind: string, id: string): (tag: string) => Promise<{ made: string }> {
    return async (tag) => {
      this.make(kind, id, tag);
      return Promise.resolve({ made: tag });
    };
  }

  /** Resolves when it has come to this. */
  async until(reached: (world: World) => boolean): Promise<void> {
    while (!reached(this)) await turn();
  }

  remove(tag: string): void {
    if (this.refusals > 0) {
      this.refusals -= 1;
      throw new Error('the cloud is down');
    }
    const thing = this.things.get(tag);
    if (thing === undefined) return;
    this.things.delete(tag);
    this.history.push(`-${thing}`);
  }
}

/** Kinds whose things are in a world: `frozen` is urgent. */
export function worldEffects(world: World) {
  const release = ({ tag }: { tag: string }) => world.remove(tag);
  const exists = ({ tag }: { tag: string }) => world.things.has(tag);
  return {
    thing: effect<{ id: string }, { made: string }>({ release, exists }),
    frozen: effect<{ id: string }, { made: string }>({ urgent: true, release }),
  };
}

/** What `worldEffects` declares. */
interface Thing {
  data: { id: string };
  result: { made: string };
}
export type WorldEffects = Effects<{ thing: Thing; frozen: Thing }>;

/** A protectable of the resources that are given. `parents` are keys of `type#id` in `extraInfo.parents`. */
export function protectableOf(resourceType: string, parentTypes: readonly string[], resources: readonly Resource[]): Protectable {
  const own = resources.filter(({ type }) => type === resourceType);
  const byId = new Map(own.map((one) => [one.id, one]));
  return defineProtectable({
    name: `test-${resourceType}`,
    resourceType,
    parentTypes,
    list: async () => own,
    show: async (id) => byId.get(id),
    dependents: async (parent, { index }) => {
      const byParent = await index(({ extraInfo }) => extraInfo?.['parents'] as readonly string[]);
      return byParent.get(resourceKey(parent)) ?? [];
    },
  });
}

export function resource(type: string, id: string, ...parents: readonly string[]): Resource {
  return { type, id, name: `the ${id}`, extraInfo: { parents } };
}

export interface TestProvider {
  readonly provider: ProtectionProvider;
  readonly bank: BankPlugin;
  /** Runs a flow to its end and gives its events; the error it ends with is in `failure`. */
  readonly run: (flow: TaskFlow, policy?: ExecutorPolicy, signal?: AbortSignal) => Promise<RunResult>;
}

export interface RunResult {
  readonly events: readonly OperationEvent[];
  readonly failure: (Error & { readonly code?: string }) | undefined;
}

/** A provider of plugins and resources that are given here, as a provider file would load it. */
export function testProvider(
  plugins: readonly ProtectionPlugin[],
  resources: readonly Resource[],
  bank: BankPlugin = memoryBank(),
  options: { readonly lease?: LeaseWindows; readonly releaseTimeoutMs?: number } = {},
): TestProvider {
  const { lease = defaultLeaseWindows, releaseTimeoutMs = defaultReleaseTimeoutMs } = options;
  const types = [...new Set(resources.map(({ type }) => type))];
  const configured = <Definition>(definition: Definition) => ({ definition, config: {}, version: '1.0.0' });
  const provider = createProvider({
    ...{ file: '/etc/test.conf', id: 'test', name: 'Test', description: '', bank, executor: {}, lease, log: silentLogger },
    releaseTimeoutMs,
    bankModule: { module: 'test-bank', name: 'test-bank', version: '1.0.0' },
    plugins: plugins.map(({ name, resourceTypes }) => ({ module: name, name, version: '1.0.0', resourceTypes, operations: [] })),
    protectionPlugins: new Map(plugins.flatMap((plugin) => plugin.resourceTypes.map((type) => [type, configured(plugin)] as const))),
    protectables: new Map(types.map((type) => [type, configured(protectableOf(type, types, resources))])),
  });
  return { provider, bank, run };
}

export async function run(flow: TaskFlow, policy: ExecutorPolicy = {}, signal?: AbortSignal): Promise<RunResult> {
  const events: OperationEvent[] = [];
  const running = new Executor(policy).run(flow, signal ? { signal } : {});
  try {
    await lastValueFrom(running.pipe(tap((event) => events.push(event))));
    return { events, failure: undefined };
  } catch (error) {
    return { events, failure: error as Error };
  }
}

/** The id and status of what a checkpoint is now. */
export async function statusOf({ provider }: TestProvider, id: string): Promise<string> {
  return (await provider.checkpoints.show(context, id)).status;
}

