import type { ImageSeed } from '@karbor/devcloud';
import type { Context, Logger, Resource } from '@karbor/plugin-sdk';
import { operationHarness } from '@karbor/plugin-sdk/testing';
import type { OperationHarness } from '@karbor/plugin-sdk/testing';
import { imageProtectionPlugin } from './plugin.js';
import type { TestCloud } from './test-cloud.fixture.js';

/** An image of an embedded cloud in the hands of the plugin. */
export interface TestImage {
  readonly id: string;
  readonly bytes: Buffer;
  readonly harness: OperationHarness;
  /** What the plugin has warned of. */
  readonly warnings: readonly string[];
}

export interface TestImageOptions extends Partial<ImageSeed> {
  /** Default: that of the cloud's `demo`. */
  readonly context?: Context;
}

export async function testImage(demo: TestCloud, { context = demo.context, ...seed }: TestImageOptions = {}): Promise<TestImage> {
  const bytes = Buffer.from(seed.bytes ?? 'the bytes of an image');
  const id = await demo.cloud.seed.image({ name: 'base', ...seed, bytes });
  const resource: Resource = { type: 'OS::Glance::Image', id, name: seed.name ?? 'base' };
  const warnings: string[] = [];
  const quiet = () => undefined;
  const log: Logger = { debug: quiet, info: quiet, warn: (message) => warnings.push(message), error: quiet };
  const config = { poll_interval: '0.002', delete_timeout: '2', timeout: '5' };
  return { id, bytes, warnings, harness: operationHarness(imageProtectionPlugin, { resource, config, context, log }) };
}
