import { KarborError } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Executor } from './executor.js';
import type { RetryPolicy } from './executor-policy.js';
import type { HookAttempt } from './hook-runner.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';

const busy = new KarborError('KARBOR_BUSY', 'The service is busy.', { retryable: true });
const retry: RetryPolicy = { retries: 3, delayMs: 100, maximumDelayMs: 250 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What an operation was told about its first task. */
const told = (operation: RecordedOperation) =>
  operation.told.flatMap((one) => ('task' in one && one.task.index === 0 ? [`${one.what} ${one.attempt.number}`] : []));

describe('a retry', () => {
  it('follows a retryable error after it was undone, each time after twice the time, up to the most', async () => {
    const operation = new RecordedOperation(({ index }, { number }) =>
      index === 0 && number < 4 ? Promise.reject(busy) : undefined,
    );
    const run = observe(new Executor({ retry }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(99);
    expect(told(operation)).toEqual(['run 1', 'undo 1']);
    await vi.advanceTimersByTimeAsync(1);
    expect(told(operation).slice(2)).toEqual(['run 2', 'undo 2']);
    await vi.advanceTimersByTimeAsync(199);
    expect(told(operation)).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(told(operation).slice(4)).toEqual(['run 3', 'undo 3']);
    await vi.advanceTimersByTimeAsync(250);
    const { events, error } = await run;
    expect(error).toBeUndefined();
    expect(told(operation).slice(6)).toEqual(['run 4', 'ended 4']);
    const retries = events.filter((event) => event.type === 'retry');
    expect(retries.map(({ attempt, delayMs, error }) => [attempt, delayMs, error])).toEqual([
      [1, 100, busy],
      [2, 200, busy],
      [3, 250, busy],
    ]);
    expect(events.map(inWords).filter((words) => words.endsWith('Test::Thing#0 (4)'))).toEqual([
      'started onMain Test::Thing#0 (4)',
      'ended onMain Test::Thing#0 (4)',
    ]);
  });

  it('is not made of other errors, nor more often than the policy says', async () => {
    const full = new KarborError('KARBOR_FULL', 'The disk is full.');
    const plain = new RecordedOperation(({ index }) => (index === 0 ? Promise.reject(full) : undefined));
    expect((await observe(new Executor({ retry }).run(testFlow(plain)))).error?.code).toBe('KARBOR_OPERATION_FAILED');
    expect(told(plain)).toEqual(['run 1']);

    const always = new RecordedOperation(({ index }) => (index === 0 ? Promise.reject(busy) : undefined));
    const run = observe(new Executor({ retry: { ...retry, retries: 1 } }).run(testFlow(always)));
    await vi.advanceTimersByTimeAsync(100);
    expect((await run).error?.details['causes']).toMatchObject([{ code: 'KARBOR_BUSY', attempt: 2 }]);
    expect(told(always)).toEqual(['run 1', 'undo 1', 'run 2']);
  });

  it('waits without a slot', async () => {
    const operation = new RecordedOperation(({ index }, { number }) =>
      index === 0 && number === 1 ? Promise.reject(busy) : undefined,
    );
    const run = observe(
      new Executor({
        hooks: 1,
        totalHooks: 1,
        hooksByPhase: { onMain: 1 },
        hooksByType: { 'Test::Thing': 1 },
        retry,
      }).run(testFlow(operation)),
    );
    await vi.advanceTimersByTimeAsync(99);
    expect(operation.told.map((one) => ('task' in one ? `${one.what} ${one.task.index}` : one.what))).toEqual([
      'begin',
      'run 0',
      'undo 0',
      'run 1',
      'ended 1',
    ]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await run).error).toBeUndefined();
  });

  it('is not made when the attempt cannot be undone', async () => {
    const operation = new RecordedOperation(({ index }) => (index === 0 ? Promise.reject(busy) : undefined), {
      undo: () => Promise.reject(new Error('snapshot stays')),
    });
    const { error } = await observe(new Executor({ retry }).run(testFlow(operation)));
    expect(told(operation)).toEqual(['run 1', 'undo 1']);
    expect(error?.message).toMatch(/The service is busy. \(KARBOR_BUSY\).*could not be undone: snapshot stays/);
  });

  it('is dropped when something else fails', async () => {
    const fail = deferred();
    const operation = new RecordedOperation(({ index }) => (index === 0 ? Promise.reject(busy) : fail.promise));
    const run = observe(new Executor({ retry }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(50);
    fail.reject(new Error('no'));
    const { events, error } = await run;
    expect(error?.details['causes']).toHaveLength(1);
    expect(events.map(inWords)).toContain('skip onMain Test::Thing#0');
    await vi.advanceTimersByTimeAsync(1000);
    expect(told(operation)).toEqual(['run 1', 'undo 1']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('a retry is not made when something else fails while the attempt is undone', async () => {
  const fail = deferred();
  const undone = deferred();
  const operation = new RecordedOperation(({ index }) => (index === 0 ? Promise.reject(busy) : fail.promise), {
    undo: () => undone.promise,
  });
  const run = observe(new Executor({ retry }).run(testFlow(operation)));
  await vi.advanceTimersByTimeAsync(1);
  fail.reject(new Error('no'));
  await vi.advanceTimersByTimeAsync(1);
  expect(operation.protocol).toEqual(['begin', 'undo', 'releaseUrgent']);
  undone.resolve();
  expect((await run).error?.details['causes']).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
  expect(told(operation)).toEqual(['run 1', 'undo 1']);
});

describe('a hook that takes too long', () => {
  it('is told to stop, and has failed with that however it ends', async () => {
    for (const end of ['resolve', 'reject'] as const) {
      const hook = deferred();
      let signalled: AbortSignal | undefined;
      const operation = new RecordedOperation(({ index }, { signal }) => {
        if (index === 1) return undefined;
        signalled = signal;
        return hook.promise;
      });
      const run = observe(new Executor({ hookTimeoutMs: 1000 }).run(testFlow(operation)));
      await vi.advanceTimersByTimeAsync(999);
      expect(signalled?.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(signalled?.reason).toMatchObject({ code: 'KARBOR_HOOK_TIMEOUT' });
      expect(operation.protocol).toEqual(['begin', 'releaseUrgent']);
      hook[end](new Error('stopped'));
      const { events, error } = await run;
      expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_HOOK_TIMEOUT', resources: ['Test::Thing#0'] }]);
      expect(events.map(inWords)).toContain('failed onMain Test::Thing#0');
      expect(told(operation)).toEqual(['run 1']);
    }
  });

  it('is abandoned when it does not stop in time', async () => {
    const operation = new RecordedOperation(({ index }) => (index === 0 ? new Promise(() => undefined) : undefined));
    const run = observe(new Executor({ hookTimeoutMs: 1000, abortGraceMs: 500 }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(1500);
    const { events, error } = await run;
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'abandon', 'releaseOutstanding', 'end failed']);
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_HOOK_TIMEOUT' }]);
    expect(events.map(inWords)).toContain('abandoned onMain Test::Thing#0');
  });

  it('runs again when it stops in time and the policy has retries', async () => {
    const operation = new RecordedOperation(
      ({ index }, { signal, number }) =>
        new Promise((resolve, reject) => {
          if (index === 1 || number === 2) resolve();
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    );
    const run = observe(new Executor({ hookTimeoutMs: 1000, retry }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(1100);
    expect((await run).error).toBeUndefined();
    expect(told(operation)).toEqual(['run 1', 'undo 1', 'run 2', 'ended 2']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has failed with that also when something else fails before it has stopped', async () => {
    const [slow, quick, fail] = [deferred(), deferred(), deferred()];
    let timedOut: HookAttempt | undefined;
    const operation = new RecordedOperation(({ hook, resources: [resource] }, attempt) => {
      if (hook === 'onMain') return fail.promise;
      if (resource?.id === '0') timedOut = attempt;
      return resource?.id === '0' ? slow.promise : quick.promise;
    });
    const run = observe(
      new Executor({ hookTimeoutMs: 1000, retry }).run(testFlow(operation, { hooks: ['onPrepareBegin', 'onMain'] })),
    );
    await vi.advanceTimersByTimeAsync(500);
    quick.resolve();
    await vi.advanceTimersByTimeAsync(500);
    fail.reject(new Error('no'));
    await vi.advanceTimersByTimeAsync(1);
    expect(timedOut?.signal.reason).toMatchObject({ code: 'KARBOR_HOOK_TIMEOUT' });
    slow.reject(new Error('stopped'));
    const { error } = await run;
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_HOOK_FAILED' }, { code: 'KARBOR_HOOK_TIMEOUT' }]);
  });

  it('has not failed with that when it was told to stop before', async () => {
    const [slow, fail] = [deferred(), deferred()];
    const operation = new RecordedOperation(({ index }) => (index === 0 ? slow.promise : fail.promise));
    const run = observe(new Executor({ hookTimeoutMs: 1000 }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(999);
    fail.reject(new Error('no'));
    await vi.advanceTimersByTimeAsync(10_000);
    slow.reject(new DOMException('aborted', 'AbortError'));
    const { error } = await run;
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_HOOK_FAILED', resources: ['Test::Thing#1'] }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not run again when it had to be abandoned', async () => {
    const operation = new RecordedOperation(({ index }) => (index === 0 ? new Promise(() => undefined) : undefined));
    const run = observe(new Executor({ hookTimeoutMs: 1000, abortGraceMs: 500, retry }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await run).error?.details['causes']).toMatchObject([{ code: 'KARBOR_HOOK_TIMEOUT' }]);
    expect(told(operation)).toEqual(['run 1', 'abandon 1']);
  });
});
