import type { HookResult, Progress } from '@karbor/plugin-sdk';
import { Observable, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graphOf } from '../graph/graph-shapes.fixture.js';
import { Executor } from './executor.js';
import type { HookAttempt } from './hook-runner.js';
import { observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';

const graph = graphOf(1);
const broken = new Error('broken');

/** Runs a flow of one hook. */
async function runOne(hook: (attempt: HookAttempt) => unknown, signal?: AbortSignal) {
  const operation = new RecordedOperation((_, attempt) => hook(attempt) as HookResult);
  const run = await observe(
    new Executor({ abortGraceMs: 1000 }).run(testFlow(operation, { graph }), signal && { signal }),
  );
  const progress = run.events.flatMap((event): Progress[] => {
    if (event.type !== 'progress') return [];
    const { done, total, message } = event;
    return [
      {
        ...(done !== undefined && { done }),
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message }),
      },
    ];
  });
  return { ...run, progress, operation };
}

const steps: Progress[] = [{ done: 1, total: 3 }, { message: 'half' }, { done: 3, total: 3, message: 'all' }];

describe('what a hook gives back', () => {
  it.each([
    ['nothing', () => undefined, []],
    ['null', () => null, []],
    ['a promise of nothing', () => Promise.resolve(), []],
    ['a promise of progress', () => Promise.resolve(steps[0]), steps.slice(0, 1)],
    ['a promise of something else', () => Promise.resolve('accepted'), []],
    ['a thenable', () => ({ then: (resolve: (value: unknown) => void) => resolve(steps[1]) }), steps.slice(1, 2)],
    [
      'a thenable that settles twice',
      () => ({
        then(resolve: () => void, reject: (error: Error) => void) {
          resolve();
          reject(broken);
        },
      }),
      [],
    ],
    [
      'an async generator',
      async function* () {
        yield* steps;
        await Promise.resolve();
      },
      steps,
    ],
    ['an observable that completes at once', () => of(...steps), steps],
    ['values that are no progress', () => of(1, null, 'x', { done: NaN, total: '3', message: 4 }, ...steps), steps],
    [
      'an observable of another library, told by its shape',
      () => ({
        subscribe(observer: { next(value: Progress): void; complete(): void; error(error: unknown): void }) {
          for (const step of steps) observer.next(step);
          observer.complete();
          observer.next({ done: 99 });
          observer.error(broken);
          observer.complete();
          return { unsubscribe: () => undefined };
        },
      }),
      steps,
    ],
    [
      'an observable that gives no subscription',
      () => ({ subscribe: (observer: { complete(): void }) => observer.complete() }),
      [],
    ],
    [
      'an observable that fails when it is torn down',
      () =>
        new Observable((subscriber) => {
          setTimeout(() => subscriber.complete());
          return () => {
            throw broken;
          };
        }),
      [],
    ],
  ])('may be %s', async (_, hook, progress) => {
    const run = await runOne(hook);
    expect(run.error).toBeUndefined();
    expect(run.progress).toEqual(progress);
    expect(run.operation.told.filter(({ what }) => what === 'ended')).toHaveLength(1);
    expect(run.events.at(-2)).toMatchObject({ type: 'hook', status: 'ended' });
  });

  it.each([
    [
      'thrown',
      () => {
        throw broken;
      },
    ],
    ['a rejection', () => Promise.reject(broken)],
    [
      'a thenable that throws',
      () => ({
        then() {
          throw broken;
        },
      }),
    ],
    [
      'a generator that throws',
      async function* () {
        yield steps[0];
        throw broken;
      },
    ],
    [
      'an iterable that cannot be read',
      () => ({
        [Symbol.asyncIterator]() {
          throw broken;
        },
      }),
    ],
    ['an observable that errors', () => throwError(() => broken)],
    [
      'an observable that cannot be subscribed to',
      () => ({
        subscribe() {
          throw broken;
        },
      }),
    ],
  ])('may be an error: %s', async (_, hook) => {
    const run = await runOne(hook);
    expect(run.error?.message).toContain('failed: broken');
    expect(run.events.find((event) => event.type === 'hook' && event.status === 'failed')).toMatchObject({
      error: broken,
    });
  });

  it.each([
    [
      'a generator that is not async',
      function* () {
        yield steps[0];
      },
      'Generator',
    ],
    ['a function', () => () => undefined, 'Function'],
    ['a number', () => 1, 'Number'],
    ['a promise of a generator', () => Promise.resolve((async function* () {})()), 'AsyncGenerator'],
    ['a promise of an observable', () => Promise.resolve(of(1)), 'Object'],
  ])('is refused when its work would silently not be done: %s', async (_, hook, what) => {
    const { error } = await runOne(hook);
    expect(error?.details['causes']).toMatchObject([
      { code: 'KARBOR_HOOK_RESULT_INVALID', message: expect.stringContaining(`(${what})`) as string },
    ]);
  });
});

describe('a stream that is told to stop', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is closed at its next value, and its finally is waited for', async () => {
    const stop = new AbortController();
    const cleaned = deferred();
    const steps: string[] = [];
    const running = runOne(async function* () {
      try {
        for (let done = 1; ; done++) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          yield { done };
        }
      } finally {
        steps.push('cleaning');
        await cleaned.promise;
        steps.push('clean');
      }
    }, stop.signal);
    await vi.advanceTimersByTimeAsync(25);
    stop.abort();
    await vi.advanceTimersByTimeAsync(500);
    expect(steps).toEqual(['cleaning']);
    cleaned.resolve();
    const { error, operation } = await running;
    expect(steps).toEqual(['cleaning', 'clean']);
    expect(error).toMatchObject({ code: 'KARBOR_CANCELLED', details: { causes: [] } });
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end cancelled']);
  });

  it('may end well after its signal', async () => {
    const stop = new AbortController();
    const running = runOne(async function* ({ signal }: HookAttempt) {
      yield { done: 1 };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }, stop.signal);
    await vi.advanceTimersByTimeAsync(1);
    stop.abort();
    const { operation } = await running;
    expect(operation.told.filter(({ what }) => what === 'ended')).toHaveLength(1);
  });

  it('is unsubscribed from at its next value, or when it is abandoned', async () => {
    for (const period of [10, 100_000]) {
      const stop = new AbortController();
      let torn = 0;
      const running = runOne(
        () =>
          new Observable<Progress>((subscriber) => {
            const timer = setInterval(() => subscriber.next({ done: 1 }), period);
            return () => {
              torn += 1;
              clearInterval(timer);
            };
          }),
        stop.signal,
      );
      await vi.advanceTimersByTimeAsync(5);
      stop.abort();
      expect(torn).toBe(0);
      await vi.advanceTimersByTimeAsync(1000);
      const { operation } = await running;
      expect(torn).toBe(1);
      expect(operation.protocol.includes('abandon')).toBe(period > 1000);
    }
  });
});
