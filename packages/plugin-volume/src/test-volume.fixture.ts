import type { VolumeSeed } from '@karbor/devcloud';
import type { Json, Logger, Resource } from '@karbor/plugin-sdk';
import { operationHarness } from '@karbor/plugin-sdk/testing';
import type { HarnessOptions, OperationHarness } from '@karbor/plugin-sdk/testing';
import { volumeProtectionPlugin } from './plugin.js';
import type { TestCloud } from './test-cloud.fixture.js';

export const modes = ['image', 'backup', 'snapshot'] as const;

/** A volume of an embedded cloud in the hands of the plugin. */
export interface TestVolume {
  readonly id: string;
  readonly harness: OperationHarness;
  /** Another checkpoint of the same volume, perhaps with what an earlier one has saved. */
  readonly anotherHarness: (savedInfo?: Json) => OperationHarness;
  /** What the plugin has warned of. */
  readonly warnings: readonly string[];
}

export async function testVolume(
  { cloud, context, now }: TestCloud,
  seed: Partial<VolumeSeed> = {},
  around: Pick<HarnessOptions, 'parents'> = {},
): Promise<TestVolume> {
  const id = await cloud.seed.volume({ name: 'data', bytes: Buffer.from(`the bytes of ${seed.name ?? 'data'}`), ...seed });
  const resource: Resource = { type: 'OS::Cinder::Volume', id, name: seed.name ?? 'data' };
  const warnings: string[] = [];
  const quiet = () => undefined;
  const log: Logger = { debug: quiet, info: quiet, warn: (message) => warnings.push(message), error: quiet };
  const config = { poll_interval: '0.002', delete_timeout: '2', timeout: '5' };
  const anotherHarness = (savedInfo?: Json) =>
    operationHarness(volumeProtectionPlugin, { ...around, resource, config, context, log, createdAt: now(), ...(savedInfo !== undefined && { savedInfo }) });
  return { id, warnings, harness: anotherHarness(), anotherHarness };
}

/** The names of all that a volume's protect and restore may make, by kind. */
export function thingsIn({ cloud }: TestCloud): Record<'volumes' | 'snapshots' | 'backups' | 'images', string[]> {
  const { volumes, snapshots, backups, images } = cloud.inventory();
  const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name).toSorted();
  return { volumes: names(volumes), snapshots: names(snapshots), backups: names(backups), images: names(images) };
}
