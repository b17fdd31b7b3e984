import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultEffect } from '@karbor/devcloud';
import { hookNames } from '@karbor/plugin-sdk';
import type { HarnessFailure } from '@karbor/plugin-sdk/testing';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';
import { modes, testVolume, thingsIn } from './test-volume.fixture.js';
import { until } from './until.fixture.js';

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

/** What goes wrong with a call. */
const mishaps: readonly Mishap[] = [
  { name: 'any call is refused', effect: { kind: 'status', status: 403 } },
  { name: 'a POST fails', effect: { kind: 'status', status: 500 }, method: 'POST' },
  { name: 'a POST is done and its answer is lost', effect: { kind: 'drop', when: 'after' }, method: 'POST' },
  { name: 'a POST begins what fails later', effect: { kind: 'error-state' }, method: 'POST' },
];

/** Where the operation itself is cut off. */
const cuts: readonly HarnessFailure[] = [
  ...[1, 2, 3].flatMap((effect) => (['intended', 'made', 'recorded'] as const).map((when) => ({ effect, when }))),
  ...hookNames.map((hook) => ({ after: hook })),
];

/**
 * Runs an operation again and again: with the mishap at its first call, at its second, …, and at last without.
 * Gives how often it failed.
 */
async function atEveryCall({ effect, method }: Mishap, run: () => Promise<unknown>, check: () => Promise<void>): Promise<number> {
  let failures = 0;
  for (let nth = 1; ; nth += 1) {
    demo.cloud.faults.add({ effect, nth, ...(method !== undefined && { method }) });
    await run().catch(() => (failures += 1));
    const hit = demo.cloud.faults.list().some(({ hits }) => hits > 0);
    demo.cloud.faults.clear();
    await check();
    if (!hit) return failures;
  }
}

describe.each(modes)('of protect_mode %s nothing is left', (protect_mode) => {
  async function protecting() {
    const { harness } = await testVolume(demo);
    const before = thingsIn(demo);
    return {
      run: (fail?: HarnessFailure) => harness.protect({ protect_mode }, fail && { fail }),
      check: async () => {
        expect(harness.outstandingEffects).toEqual([]);
        if (harness.reports.at(-1)?.status === 'done') await harness.delete();
        await demo.cloud.settled();
        expect(thingsIn(demo)).toEqual(before);
      },
    };
  }

  async function restoring() {
    const { id, harness } = await testVolume(demo);
    const hash = await demo.cloud.disks.hash({ volumeId: id });
    await harness.protect({ protect_mode });
    const before = thingsIn(demo);
    return {
      run: (fail?: HarnessFailure) => harness.restore({}, fail && { fail }),
      check: async () => {
        expect(harness.outstandingEffects).toEqual([]);
        const { status, newId: volumeId = 'none' } = harness.reports.at(-1)!;
        if (status === 'done') {
          expect(await demo.cloud.disks.hash({ volumeId })).toBe(hash);
          await demo.session.volume.deleteVolume(volumeId);
        }
        await demo.cloud.settled();
        expect(thingsIn(demo)).toEqual(before);
      },
    };
  }

  test.each(mishaps)('when $name in a protect', async (mishap) => {
    const { run, check } = await protecting();
    expect(await atEveryCall(mishap, run, check)).toBeGreaterThan(0);
  });

  test.each(mishaps)('when $name in a restore', async (mishap) => {
    const { run, check } = await restoring();
    expect(await atEveryCall(mishap, run, check)).toBeGreaterThan(0);
  });

  test.each([
    { name: 'protect', operation: protecting },
    { name: 'restore', operation: restoring },
  ])('when a $name is cut off anywhere', async ({ operation }) => {
    const { run, check } = await operation();
    for (const cut of cuts) {
      await run(cut).catch((error: unknown) => expect(error).toMatchObject({ code: 'KARBOR_FAULT_INJECTED' }));
      await check();
    }
  });
});

test('nothing is left of a protect that is cancelled while it waits', async () => {
  const { harness } = await testVolume(demo);
  const before = thingsIn(demo);
  const letGo = demo.cloud.holdTransitions();
  const cancel = new AbortController();
  const protecting = harness.protect({}, { signal: cancel.signal });
  await until(() => demo.cloud.inventory().snapshots.length > 0);
  cancel.abort(new Error('enough'));
  letGo();
  await expect(protecting).rejects.toThrow('enough');
  await demo.cloud.settled();
  expect(thingsIn(demo)).toEqual(before);
});

test('a restore goes on when only the answer to the upload was lost', async () => {
  const { id, harness } = await testVolume(demo);
  await harness.protect();
  demo.cloud.faults.add({ service: 'image', method: 'PUT', path: '/file', effect: { kind: 'drop', when: 'after' } });
  const { newId: volumeId = 'none' } = await harness.restore();
  expect(await demo.cloud.disks.hash({ volumeId })).toBe(await demo.cloud.disks.hash({ volumeId: id }));
});

test('a protect goes on when the service was away for a while as it waited', async () => {
  const { harness } = await testVolume(demo);
  const letGo = demo.cloud.holdTransitions();
  const protecting = harness.protect();
  await until(() => demo.cloud.inventory().snapshots.length > 0);
  // A session tries a call five times.
  demo.cloud.faults.add({ method: 'GET', path: /snapshots\/[^/]+$/, count: 12, effect: { kind: 'status', status: 503 } });
  await until(() => demo.cloud.faults.list().some(({ hits }) => hits === 12));
  letGo();
  await expect(protecting).resolves.toMatchObject({ status: 'done' });
});

test('a volume whose making fails is told by its name and state', async () => {
  const { id, harness } = await testVolume(demo);
  demo.cloud.faults.add({ service: 'volume', method: 'POST', path: '/volumes', effect: { kind: 'error-state' } });
  await expect(harness.protect()).rejects.toThrow(
    new RegExp(`^The temporary copy of volume "data" \\(${id}\\) \\(volume .*\\) is in state "error" instead of available.`),
  );
});
