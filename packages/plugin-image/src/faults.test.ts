import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultEffect } from '@karbor/devcloud';
import { collect } from '@karbor/openstack';
import { hookNames } from '@karbor/plugin-sdk';
import type { HarnessFailure } from '@karbor/plugin-sdk/testing';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';
import { testImage } from './test-image.fixture.js';

let demo: TestCloud;

beforeEach(async () => {
  demo = await startTestCloud();
  // So that the first call of an operation is not that for a token.
  await demo.session.authenticate();
});
afterEach(() => demo.stop());

interface Mishap {
  readonly name: string;
  readonly effect: FaultEffect;
  /** Default: any. */
  readonly method?: string;
}

/** What goes wrong with a call of a restore. */
const mishaps: readonly Mishap[] = [
  { name: 'any call is refused', effect: { kind: 'status', status: 400 } },
  { name: 'a POST fails', effect: { kind: 'status', status: 500 }, method: 'POST' },
  { name: 'a POST is done and its answer is lost', effect: { kind: 'drop', when: 'after' }, method: 'POST' },
  { name: 'a PUT fails', effect: { kind: 'status', status: 500 }, method: 'PUT' },
  { name: 'a PUT does not arrive', effect: { kind: 'drop', when: 'before' }, method: 'PUT' },
  { name: 'a PUT begins what fails later', effect: { kind: 'error-state' }, method: 'PUT' },
  { name: 'a PATCH is done and its answer is lost', effect: { kind: 'drop', when: 'after' }, method: 'PATCH' },
];

const cuts: readonly HarnessFailure[] = [
  ...(['intended', 'made', 'recorded'] as const).map((when) => ({ effect: 1, when })),
  ...hookNames.map((hook) => ({ after: hook })),
];

async function restoring() {
  const { harness } = await testImage(demo, { properties: { visibility: 'community', protected: true } });
  await harness.protect();
  return {
    run: (fail?: HarnessFailure) => harness.restore({}, fail && { fail }),
    check: () => {
      expect(harness.outstandingEffects).toEqual([]);
      expect(demo.cloud.inventory().images).toHaveLength(1);
    },
  };
}

test.each(mishaps)('nothing is left of a restore when $name', async ({ effect, method }) => {
  const { run, check } = await restoring();
  for (let nth = 1; ; nth += 1) {
    const { id } = demo.cloud.faults.add({ effect, nth, ...(method !== undefined && { method }) });
    const failed = await run().then(
      () => false,
      () => true,
    );
    const hits = demo.cloud.faults.list().find((fault) => fault.id === id)?.hits;
    demo.cloud.faults.clear();
    if (hits === 0) break;
    expect(failed).toBe(true);
    check();
  }
});

test('nothing is left of a restore that is cut off anywhere', async () => {
  const { run, check } = await restoring();
  for (const cut of cuts) {
    await expect(run(cut)).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
    check();
  }
});

test('a restore goes on when only the answer to the upload was lost', async () => {
  const { run } = await restoring();
  demo.cloud.faults.add({ method: 'PUT', effect: { kind: 'drop', when: 'after' } });
  const { newId = 'none' } = await run();
  expect(await demo.session.image.showImage(newId)).toMatchObject({ status: 'active' });
});

test('a protect goes on where the connection broke', async () => {
  const { harness, bytes } = await testImage(demo, { bytes: Buffer.alloc(200_000, 'abc') });
  demo.cloud.faults.add({ method: 'GET', path: '/file', effect: { kind: 'drop', when: 'during' } });
  await harness.protect();
  expect(Buffer.concat(await collect(harness.section.readStream('data'))).equals(bytes)).toBe(true);
});
