import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCorruptingProxy } from './corrupting-proxy.fixture.js';
import type { CorruptingProxy } from './corrupting-proxy.fixture.js';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';
import { testImage } from './test-image.fixture.js';

let demo: TestCloud;
let proxy: CorruptingProxy | undefined;

beforeEach(async () => {
  demo = await startTestCloud();
});
afterEach(async () => {
  await demo.stop();
  await proxy?.stop();
});

async function contextThrough(direction: 'upload' | 'download') {
  proxy = await startCorruptingProxy(demo.cloud.url, direction);
  return demo.contextOf('demo', `${proxy.url}/image/v2`);
}

test('a protect fails when the bytes that come are not those that the service has', async () => {
  const { id, harness } = await testImage(demo, { context: await contextThrough('download') });
  await expect(harness.protect()).rejects.toMatchObject({
    code: 'KARBOR_IMAGE_CHECKSUM',
    details: { image: id, algorithm: 'sha512' },
  });
});

test('a restore fails when the bytes that arrive are not those that were saved, and leaves no image', async () => {
  const { harness } = await testImage(demo, { context: await contextThrough('upload') });
  await harness.protect();
  await expect(harness.restore()).rejects.toMatchObject({ code: 'KARBOR_IMAGE_CHECKSUM' });
  expect(demo.cloud.inventory().images).toHaveLength(1);
  expect(harness.outstandingEffects).toEqual([]);
});
