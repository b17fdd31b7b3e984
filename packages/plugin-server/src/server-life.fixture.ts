import type { ComputeClient } from '@karbor/openstack';
import type { HookName, Json, Logger, ProtectionPlugin, Resource, ResourceKey } from '@karbor/plugin-sdk';
import { operationHarness } from '@karbor/plugin-sdk/testing';
import type { OperationHarness } from '@karbor/plugin-sdk/testing';
import { serverProtectionPlugin } from './plugin.js';
import { serverProtectable } from './protectable.js';
import type { TestCloud } from './test-cloud.fixture.js';

export interface LifeOptions {
  readonly plugin?: ProtectionPlugin;
  readonly config?: Readonly<Record<string, unknown>>;
  /** What became of volumes and images, by `type#id`. */
  readonly mapping?: Readonly<Record<ResourceKey, string>>;
  /** Those of the server's volumes that take part. Default: all. */
  readonly volumeIds?: readonly string[];
  readonly savedInfo?: Json;
}

export interface ServerLife extends OperationHarness {
  /** What was said at level `warn`. */
  readonly warnings: string[];
}

/** The life of a server that exists, with its volumes and its boot image as dependents. */
export async function lifeOf(demo: TestCloud, serverId: string, options: LifeOptions = {}): Promise<ServerLife> {
  const resource = await serverProtectable.show(serverId, { ...demo, config: {}, signal: new AbortController().signal });
  if (!resource) throw new Error(`There is no server ${serverId}.`);
  const warnings: string[] = [];
  const quiet = () => undefined;
  const log: Logger = { debug: quiet, info: quiet, warn: (message) => warnings.push(message), error: quiet };
  const { plugin = serverProtectionPlugin, config = {}, mapping = {}, savedInfo } = options;
  const life = operationHarness(plugin, {
    resource,
    context: demo.context,
    config: { poll_interval: '0.002', lost_answer_wait: '0.02', ...config },
    children: childrenOf(resource, options.volumeIds),
    mapping,
    log,
    ...(savedInfo !== undefined && { savedInfo }),
  });
  return Object.defineProperty(life, 'warnings', { value: warnings }) as ServerLife;
}

function childrenOf({ extraInfo }: Resource, volumeIds = extraInfo?.['volumeIds'] as readonly string[]): Resource[] {
  const imageId = extraInfo?.['imageId'];
  return [
    ...volumeIds.map((id) => ({ type: 'OS::Cinder::Volume', id, name: id })),
    ...(typeof imageId === 'string' ? [{ type: 'OS::Glance::Image', id: imageId, name: imageId }] : []),
  ];
}

/** The plugin with something that happens before one of its hooks, as the work of others does in a real operation. */
export function withBefore(hook: HookName, happens: () => Promise<unknown>): ProtectionPlugin {
  const { operations } = serverProtectionPlugin;
  async function* interrupted(args: never) {
    await happens();
    const result = operations.protect?.[hook]?.(args);
    if (result && Symbol.asyncIterator in result) yield* result;
    else await result;
  }
  return { ...serverProtectionPlugin, operations: { ...operations, protect: { ...operations.protect, [hook]: interrupted } } };
}

/** The cloud with something that happens right before the first call of `name` reaches Nova. */
export function withBeforeCall(demo: TestCloud, name: keyof ComputeClient, happens: () => Promise<unknown>): TestCloud {
  let isFirst = true;
  const call = async (...args: never[]) => {
    if (isFirst) await happens();
    isFirst = false;
    return (demo.session.compute[name] as (...given: never[]) => unknown)(...args);
  };
  return withCalls(demo, { [name]: call });
}

/** The cloud with other calls of Nova. */
export function withCalls(demo: TestCloud, calls: Partial<ComputeClient>): TestCloud {
  const auth = new Proxy(demo.session, {
    get: (session, key) => {
      if (key === 'compute') return { ...session.compute, ...calls };
      const value: unknown = Reflect.get(session, key, session);
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(session) : value;
    },
  });
  return { ...demo, context: { ...demo.context, auth } };
}
