import { hookNames, KarborError, resourceKey } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chain, graphOf, star } from '../graph/graph-shapes.fixture.js';
import { Executor } from './executor.js';
import type { HookAttempt, HookTask } from './hook-runner.js';
import { inWords, observe } from './observed-run.fixture.js';
import type { ObservedRun } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';
import type { TestFlowOptions } from './test-flow.fixture.js';

const diskFull = new KarborError('KARBOR_DISK_FULL', 'The disk is full.');
const onFailure = 'continue';

/** The hook `onMain 1` is that of resource 1. */
const nameOf = ({ hook, resources }: HookTask) => `${hook} ${resources.map(({ id }) => id).join('+')}`;

/** Hooks that fail with `diskFull`. */
function failing(names: readonly string[], parts: ConstructorParameters<typeof RecordedOperation>[1] = {}) {
  return new RecordedOperation((task) => (names.includes(nameOf(task)) ? Promise.reject(diskFull) : undefined), parts);
}

function run(operation: RecordedOperation, options: TestFlowOptions = {}): Promise<ObservedRun> {
  return observe(new Executor({ onFailure }).run(testFlow(operation, options)));
}

const started = ({ events }: ObservedRun) =>
  events.flatMap((event) => (event.type === 'hook' && event.status === 'started' ? [nameOf(event as never)] : []));
const skipped = ({ events }: ObservedRun) =>
  events.flatMap((event) => (event.type === 'skip' ? [`${nameOf(event as never)} for ${event.cause?.resource.id ?? 'none'}`] : []));

describe('under onFailure "continue" a hook that fails for good', () => {
  it('fails its resource and what waits for it; the rest runs on, and the operation is partial', async () => {
    const operation = failing(['onPrepareFinish 1']);
    const { events, error } = await run(operation, { graph: graphOf(3, '0>1'), hooks: ['onPrepareFinish', 'onMain'] });
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#1, Test::Thing#0', 'end partial']);
    expect(events.map(inWords)).toEqual([
      'operation queued',
      'operation started',
      'started onPrepareFinish Test::Thing#1',
      'started onPrepareFinish Test::Thing#2',
      'ended onPrepareFinish Test::Thing#2',
      'started onMain Test::Thing#2',
      'ended onMain Test::Thing#2',
      'failed onPrepareFinish Test::Thing#1',
      'skip onMain Test::Thing#1',
      'skip onPrepareFinish Test::Thing#0',
      'skip onMain Test::Thing#0',
      'operation partial',
    ]);
    const cause = { resource: { id: '1' }, error: { code: 'KARBOR_DISK_FULL', cause: diskFull } };
    for (const event of events.filter(({ type }) => type === 'skip')) expect(event).toMatchObject({ reason: 'failed', cause });
    expect(operation.outcomes).toMatchObject([
      {
        status: 'partial',
        failures: [
          { ...cause, skipped: false },
          {
            resource: { id: '0' },
            skipped: true,
            error: {
              code: 'KARBOR_RELATED_FAILED',
              message:
                'Test::Thing#0 (thing 0) was skipped, because something that it belongs with has failed: ' +
                'onPrepareFinish of Test::Thing#1 (thing 1) failed: The disk is full. (KARBOR_DISK_FULL)',
              details: { resource: 'Test::Thing#0', failed: 'Test::Thing#1' },
            },
          },
        ],
      },
    ]);
    expect(error).toMatchObject({
      code: 'KARBOR_OPERATION_PARTIAL',
      message:
        'Operation protect of checkpoint checkpoint-1 is good in part, 1 failed, 1 skipped for them: ' +
        'onPrepareFinish of Test::Thing#1 (thing 1) failed: The disk is full. (KARBOR_DISK_FULL)',
      details: {
        operationId: 'operation-1',
        causes: [{ code: 'KARBOR_DISK_FULL', hook: 'onPrepareFinish', resources: ['Test::Thing#1'] }],
        failed: ['Test::Thing#1'],
        skipped: ['Test::Thing#0'],
      },
    });
    expect(events.at(-1)).toMatchObject({ status: 'partial', error });
  });

  it('does not reach what waited for the resource before, nor what only shares a parent', async () => {
    const operation = failing(['onMain 1']);
    const observed = await run(operation, { graph: graphOf(4, '0>1 0>2 1>3'), hooks: ['onPrepareBegin', 'onMain'] });
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#1', 'end partial']);
    expect(skipped(observed)).toEqual([]);
    expect(started(observed)).toContain('onMain 0');
  });

  it('reaches through absent hooks', async () => {
    const operation = failing(['onMain 2']);
    // Only resource 0 has an onComplete.
    const group = { ids: ['0'], hooks: ['onComplete' as const] };
    const observed = await run(operation, { graph: graphOf(4, '0>1 1>2'), group });
    expect(skipped(observed)).toEqual(['onComplete 0 for 2']);
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#2, Test::Thing#0', 'end partial']);
  });

  it('lets a tolerant resource run when all that it waits for is over, and tells it what failed', async () => {
    const late = deferred();
    const told = new Map<string, string[]>();
    const operation = new RecordedOperation((task, attempt) => {
      told.set(nameOf(task), attempt.failed.map(({ resource, error }) => `${resourceKey(resource)}: ${error.message}`));
      if (nameOf(task) === 'onPrepareFinish 1') throw diskFull;
      return nameOf(task) === 'onPrepareFinish 2' ? late.promise : undefined;
    });
    const observing = run(operation, { graph: graphOf(3, '0>1 0>2'), hooks: ['onPrepareFinish', 'onMain'], tolerant: ['0'] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.has('onPrepareFinish 0')).toBe(false);
    late.resolve();
    const observed = await observing;
    const failedOnes = ['Test::Thing#1: onPrepareFinish of Test::Thing#1 (thing 1) failed: The disk is full.'];
    expect(Object.fromEntries(told)).toEqual({
      'onPrepareFinish 1': [],
      'onPrepareFinish 2': [],
      'onMain 2': [],
      'onPrepareFinish 0': failedOnes,
      'onMain 0': failedOnes,
    });
    expect(skipped(observed)).toEqual(['onMain 1 for 1']);
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#1', 'end partial']);
  });

  it('keeps the order through what is skipped', async () => {
    const late = deferred();
    const operation = new RecordedOperation((task) => {
      if (nameOf(task) === 'onMain 2') throw diskFull;
      return nameOf(task) === 'onMain 3' ? late.promise : undefined;
    });
    const observing = run(operation, { graph: graphOf(4, '0>1 1>2 1>3'), hooks: ['onMain', 'onComplete'], tolerant: ['0'] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#2, Test::Thing#1']);
    late.resolve();
    const observed = await observing;
    expect(skipped(observed)).toEqual(['onComplete 2 for 2', 'onComplete 1 for 2']);
    expect(started(observed).slice(-2)).toEqual(['onComplete 3', 'onComplete 0']);
  });

  it('of a group fails all members and what they have left; a group that has ended stays good', async () => {
    const group = { ids: ['0', '1'], hooks: ['onPrepareFinish' as const] };
    const hooks = ['onPrepareBegin', 'onPrepareFinish', 'onMain'] as const;
    const inGroup = failing(['onPrepareFinish 0+1']);
    expect(skipped(await run(inGroup, { graph: graphOf(3), hooks, group }))).toEqual(['onMain 0 for 0', 'onMain 1 for 1']);
    expect(inGroup.protocol).toEqual(['begin', 'failed Test::Thing#0, Test::Thing#1', 'end partial']);
    const before = failing(['onPrepareBegin 1']);
    expect(skipped(await run(before, { graph: graphOf(3), hooks, group }))).toEqual([
      'onPrepareFinish 0+1 for 1',
      'onMain 1 for 1',
      'onMain 0 for 1',
    ]);
    expect(before.outcomes).toMatchObject([{ failures: [{ resource: { id: '1' }, skipped: false }, { resource: { id: '0' }, skipped: true }] }]);
    const after = failing(['onMain 1']);
    expect(skipped(await run(after, { graph: graphOf(3), hooks, group }))).toEqual([]);
    expect(after.protocol).toEqual(['begin', 'failed Test::Thing#1', 'end partial']);
  });

  it('lets a group run when all its members are tolerant', async () => {
    const group = { ids: ['1', '2'], hooks: ['onComplete' as const] };
    const graph = graphOf(4, '1>0');
    expect(started(await run(failing(['onMain 0']), { graph, group, tolerant: ['1', '2'] }))).toContain('onComplete 1+2');
    for (const tolerant of [['1'], ['2']]) {
      expect(skipped(await run(failing(['onMain 0']), { graph, group, tolerant }))).toEqual(['onComplete 1+2 for 0']);
    }
  });

  it('counts what could not be released among the causes', async () => {
    const given = failing(['onMain 0'], { failed: () => Promise.resolve([new KarborError('KARBOR_RELEASE', 'snapshot left')]) });
    expect((await run(given)).error?.message).toContain('The disk is full. (KARBOR_DISK_FULL) snapshot left (KARBOR_RELEASE)');
    const thrown = failing(['onMain 0'], { failed: () => Promise.reject(new Error('bank away')) });
    const { error } = await run(thrown);
    expect(error?.code).toBe('KARBOR_OPERATION_PARTIAL');
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_DISK_FULL' }, { message: 'bank away' }]);
  });

  it('is waited for until its resource is released', async () => {
    const released = deferred();
    const operation = failing(['onMain 0'], { failed: () => released.promise.then(() => []) });
    const observing = run(operation);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(operation.outcomes).toEqual([]);
    released.resolve();
    await observing;
    expect(operation.outcomes).toMatchObject([{ status: 'partial' }]);
  });
});

describe('under onFailure "continue" an operation', () => {
  it('has failed when nothing is good: all is released and every cause named', async () => {
    const operation = failing(['onMain 0', 'onMain 1']);
    const { error, events } = await run(operation);
    expect(operation.protocol).toEqual([
      ...['begin', 'failed Test::Thing#0', 'failed Test::Thing#1'],
      ...['releaseUrgent', 'releaseOutstanding', 'end failed'],
    ]);
    expect(error?.code).toBe('KARBOR_OPERATION_FAILED');
    expect(error?.details['causes']).toHaveLength(2);
    expect(events.map(inWords).at(-1)).toBe('operation failed');
  });

  it('has failed when its partial end cannot be recorded', async () => {
    const operation = failing(['onMain 0'], {
      end: ({ status }) => (status === 'partial' ? Promise.reject(new Error('bank away')) : Promise.resolve()),
    });
    const { error } = await run(operation);
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#0', 'end partial', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
    expect(error?.code).toBe('KARBOR_OPERATION_FAILED');
    expect(error?.message).toMatch(/The disk is full.*bank away/);
  });

  it('that is cancelled skips everything, and waits for the release of what had failed', async () => {
    const stop = new AbortController();
    const [released, late] = [deferred(), deferred()];
    const operation = new RecordedOperation(
      ({ index }, { signal }) => {
        if (index === 0) throw diskFull;
        signal.addEventListener('abort', () => late.reject(new Error('disk broke')));
        return late.promise;
      },
      { failed: () => released.promise.then(() => []) },
    );
    const flow = testFlow(operation, { graph: graphOf(2), hooks: ['onMain', 'onComplete'] });
    const observing = observe(new Executor({ onFailure }).run(flow, { signal: stop.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#0', 'releaseUrgent']);
    released.resolve();
    const { error, events } = await observing;
    expect(operation.protocol.slice(3)).toEqual(['releaseOutstanding', 'end cancelled']);
    expect(error).toMatchObject({ code: 'KARBOR_CANCELLED', details: { causes: [{ code: 'KARBOR_DISK_FULL' }, { code: 'KARBOR_HOOK_FAILED' }] } });
    expect(events.flatMap((event) => (event.type === 'skip' ? [`${inWords(event)} ${event.reason}`] : []))).toEqual([
      'skip onComplete Test::Thing#0 failed',
      'skip onComplete Test::Thing#1 cancelled',
    ]);
  });

  it.each([
    ['the top of a star', star(10_000), 'onPrepareBegin 0', 1],
    ['the end of a chain', chain(10_000), 'onComplete 9999', 9_999],
  ])('goes through large flows: %s', async (_, graph, name, tolerant) => {
    const operation = failing([name]);
    const { error, events } = await run(operation, { graph, hooks: hookNames, tolerant: [`${tolerant}`] });
    expect(operation.protocol).toHaveLength(error?.code === 'KARBOR_OPERATION_PARTIAL' ? 3 : 5);
    const ends = events.filter((event) => event.type === 'skip' || (event.type === 'hook' && event.status !== 'started'));
    expect(ends).toHaveLength(40_000);
  });
});

describe('under onFailure "continue" in time', () => {
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
    expect(operation.outcomes).toMatchObject([{ failures: [{ resource: { id: '1' } }, { resource: { id: '0' }, skipped: true }] }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails a resource when its hook has taken too long, not only when that has stopped', async () => {
    const hook = deferred();
    const operation = new RecordedOperation((task) => (nameOf(task) === 'onPrepareFinish 1' ? hook.promise : undefined));
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

  it.each(['waits for its next attempt', 'is being undone'])('does not try a hook again that %s when its resource is skipped', async (when) => {
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
  });
});
