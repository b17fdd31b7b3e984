import { KarborError } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graphOf } from '../graph/graph-shapes.fixture.js';
import { diskFull } from './continued-run.fixture.js';
import { Executor } from './executor.js';
import type { HookAttempt } from './hook-runner.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, nameOf, testFlow } from './test-flow.fixture.js';

const onFailure = 'continue';

describe('under onFailure "continue" what runs of a resource that fails', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** `onMain` of resource 0 runs until its signal while resource 1, which it waits for later, fails. */
  function cutOff(atSignal: (attempt: HookAttempt, hook: ReturnType<typeof deferred>) => void) {
    const [fail, hook] = [deferred(), deferred()];
    const operation = new RecordedOperation((task, attempt) => {
      if (nameOf(task) === 'onMain 1') return fail.promise;
      if (nameOf(task) !== 'onMain 0') return undefined;
      attempt.signal.addEventListener('abort', () => atSignal(attempt, hook));
      return hook.promise;
    });
    const flow = testFlow(operation, { graph: graphOf(3, '0>1'), hooks: ['onMain', 'onComplete'] });
    return { operation, fail, hook, observing: observe(new Executor({ onFailure, abortGraceMs: 5000 }).run(flow)) };
  }

  it('stops a hook whose resource is skipped, releases what is urgent at once and the rest when it has stopped', async () => {
    let reason: unknown;
    const { operation, fail, hook, observing } = cutOff(({ signal }) => {
      reason = signal.reason;
    });
    await vi.advanceTimersByTimeAsync(1);
    fail.reject(diskFull);
    await vi.advanceTimersByTimeAsync(4000);
    expect(reason).toMatchObject({ code: 'KARBOR_CANCELLED', cause: { code: 'KARBOR_RELATED_FAILED' } });
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent Test::Thing#1, Test::Thing#0']);
    hook.reject(reason as Error);
    const { error } = await observing;
    expect(operation.protocol.slice(2)).toEqual(['failed Test::Thing#1, Test::Thing#0', 'end partial']);
    expect(error?.details['causes']).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('abandons such a hook when it does not stop', async () => {
    const { operation, fail, observing } = cutOff(() => undefined);
    await vi.advanceTimersByTimeAsync(1);
    fail.reject(diskFull);
    await vi.advanceTimersByTimeAsync(5000);
    const { error, events } = await observing;
    expect(operation.protocol.slice(2)).toEqual(['abandon', 'failed Test::Thing#1, Test::Thing#0', 'end partial']);
    expect(events.map(inWords)).toContain('abandoned onMain Test::Thing#0');
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_DISK_FULL' }, { code: 'KARBOR_HOOK_ABANDONED' }]);
  });

  it('takes no hook for failed that ends well all the same', async () => {
    const { operation, fail, observing } = cutOff((_, hook) => hook.resolve());
    await vi.advanceTimersByTimeAsync(1);
    fail.reject(diskFull);
    const { events } = await observing;
    expect(events.map(inWords)).toContain('ended onMain Test::Thing#0');
    expect(operation.outcomes).toMatchObject([
      { failures: [{ resource: { id: '1' } }, { resource: { id: '0' }, skipped: true }] },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails a resource when its hook has taken too long, not only when that has stopped', async () => {
    const hook = deferred();
    const operation = new RecordedOperation((task) =>
      nameOf(task) === 'onPrepareFinish 1' ? hook.promise : undefined,
    );
    const flow = testFlow(operation, { graph: graphOf(3, '0>1'), hooks: ['onPrepareFinish', 'onMain'] });
    const observing = observe(new Executor({ onFailure, hookTimeoutMs: 1000, abortGraceMs: 5000 }).run(flow));
    await vi.advanceTimersByTimeAsync(1000);
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent Test::Thing#1, Test::Thing#0']);
    hook.resolve();
    const { error } = await observing;
    expect(operation.protocol.slice(2)).toEqual(['failed Test::Thing#1, Test::Thing#0', 'end partial']);
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_HOOK_TIMEOUT' }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['waits for its next attempt', 'is being undone'])(
    'does not try a hook again that %s when its resource is skipped',
    async (when) => {
      const [fail, undone] = [deferred(), deferred()];
      const busy = new KarborError('KARBOR_BUSY', 'busy', { retryable: true });
      const operation = new RecordedOperation(
        (task) => {
          if (nameOf(task) === 'onMain 1') return fail.promise;
          return nameOf(task) === 'onMain 0' ? Promise.reject(busy) : undefined;
        },
        { undo: () => (when === 'is being undone' ? undone.promise : Promise.resolve()) },
      );
      const retry = { retries: 1, delayMs: 60_000, maximumDelayMs: 60_000 };
      const flow = testFlow(operation, { graph: graphOf(3, '0>1'), hooks: ['onMain', 'onComplete'] });
      const observing = observe(new Executor({ onFailure, retry }).run(flow));
      await vi.advanceTimersByTimeAsync(1);
      fail.reject(diskFull);
      await vi.advanceTimersByTimeAsync(1);
      undone.resolve();
      const { events } = await observing;
      expect(operation.told.filter((one) => one.what === 'run' && nameOf(one.task) === 'onMain 0')).toHaveLength(1);
      const end = when === 'is being undone' ? 'failed' : 'skip';
      expect(events.map(inWords)).toContain(`${end} onMain Test::Thing#0`);
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});
