import { getEventListeners } from 'node:events';
import { hookNames, KarborError } from '@karbor/plugin-sdk';
import { firstValueFrom, map } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { star } from '../graph/graph-shapes.fixture.js';
import { Executor } from './executor.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';

const enough = new Error('enough');

/** Hooks that run until their signal. */
function untilSignal(parts: ConstructorParameters<typeof RecordedOperation>[1] = {}): RecordedOperation {
  return new RecordedOperation(
    (_, { signal }) =>
      new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    parts,
  );
}

describe('cancelling', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('stops the hooks, goes on with the stream while all is released, and then errors', async () => {
    const stop = new AbortController();
    const operation = untilSignal();
    const run = observe(new Executor({ hooks: 1 }).run(testFlow(operation), { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1);
    stop.abort(enough);
    const { events, error } = await run;
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end cancelled']);
    expect(operation.outcomes).toEqual([{ status: 'cancelled', errors: [] }]);
    expect(events.map(inWords)).toEqual([
      'operation queued',
      'operation started',
      'started onMain Test::Thing#0',
      'operation cancelling',
      'failed onMain Test::Thing#0',
      'skip onMain Test::Thing#1',
      'operation cancelled',
    ]);
    expect(error).toMatchObject({
      code: 'KARBOR_CANCELLED',
      message: 'Operation protect of checkpoint checkpoint-1 was cancelled.',
      cause: enough,
    });
  });

  it('names what went wrong besides', async () => {
    const stop = new AbortController();
    const operation = untilSignal({
      releaseOutstanding: () => Promise.resolve([new KarborError('KARBOR_RELEASE', 'snapshot left')]),
    });
    const run = observe(new Executor().run(testFlow(operation), { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1);
    stop.abort();
    expect((await run).error).toMatchObject({
      code: 'KARBOR_CANCELLED',
      message: expect.stringContaining('Besides: snapshot left (KARBOR_RELEASE)') as string,
    });
  });

  it('of an operation that waits for its place opens nothing', async () => {
    const stop = new AbortController();
    const executor = new Executor({ operations: 1 });
    const first = untilSignal();
    const firstStop = new AbortController();
    const firstRun = observe(executor.run(testFlow(first), { signal: firstStop.signal }));
    const second = new RecordedOperation();
    const run = observe(executor.run(testFlow(second), { signal: stop.signal }));
    stop.abort(enough);
    const { events, error } = await run;
    expect(events.map(inWords)).toEqual(['operation queued', 'operation cancelled']);
    expect(error).toMatchObject({ code: 'KARBOR_CANCELLED', cause: enough });
    expect(second.told).toEqual([]);
    firstStop.abort();
    await firstRun;
    await executor.idle();
  });

  it('with a signal that is aborted already opens nothing', async () => {
    const operation = new RecordedOperation();
    const { events, error } = await observe(
      new Executor().run(testFlow(operation), { signal: AbortSignal.abort(enough) }),
    );
    expect(events.map(inWords)).toEqual(['operation queued', 'operation cancelled']);
    expect(error?.cause).toBe(enough);
    expect(operation.told).toEqual([]);
  });

  it('while it begins tells that part, and closes what it may have opened', async () => {
    const stop = new AbortController();
    const operation = new RecordedOperation(undefined, {
      begin: (_, signal) =>
        new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    });
    const run = observe(new Executor().run(testFlow(operation), { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1);
    stop.abort();
    expect((await run).error).toMatchObject({ code: 'KARBOR_CANCELLED', details: { causes: [] } });
    expect(operation.protocol).toEqual(['begin', 'end cancelled']);
  });

  it('while the good end is written may come too late', async () => {
    const stop = new AbortController();
    const written = deferred();
    const operation = new RecordedOperation(undefined, { end: () => written.promise });
    const run = observe(new Executor().run(testFlow(operation), { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1);
    stop.abort();
    written.resolve();
    const { events, error } = await run;
    expect(error).toBeUndefined();
    expect(events.map(inWords).slice(-2)).toEqual(['operation cancelling', 'operation done']);
    expect(operation.protocol).toEqual(['begin', 'end done']);
  });

  it('does not count what a hook says because of it, but what it says besides', async () => {
    const stop = new AbortController();
    const operation = new RecordedOperation(
      ({ index }, { signal }) =>
        new Promise((_, reject) => {
          const error = index === 0 ? new DOMException('aborted', 'AbortError') : new Error('disk broke');
          signal.addEventListener('abort', () => reject(error));
        }),
    );
    const run = observe(new Executor().run(testFlow(operation), { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1);
    stop.abort();
    await run;
    expect(operation.outcomes).toMatchObject([
      { status: 'cancelled', errors: [{ message: 'onMain of Test::Thing#1 (thing 1) failed: disk broke' }] },
    ]);
  });

  it('gives a hook that asks for its signal late an aborted one', async () => {
    const stop = new AbortController();
    const asked = deferred();
    let reason: unknown;
    const operation = new RecordedOperation(async (_, attempt) => {
      await asked.promise;
      reason = attempt.signal.reason;
    });
    const run = observe(new Executor({ hooks: 1 }).run(testFlow(operation), { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1);
    stop.abort();
    asked.resolve();
    await run;
    expect(reason).toMatchObject({ code: 'KARBOR_CANCELLED' });
    expect(operation.told.filter(({ what }) => what === 'ended')).toHaveLength(1);
  });

  it('comes through while hooks end at once, one after the other', async () => {
    vi.useRealTimers();
    for (const hook of [() => undefined, () => Promise.resolve()]) {
      const stop = new AbortController();
      const operation = new RecordedOperation(hook);
      const flow = testFlow(operation, { graph: star(10_000), hooks: hookNames });
      const run = observe(new Executor().run(flow, { signal: stop.signal }));
      setImmediate(() => stop.abort());
      expect((await run).error?.code).toBe('KARBOR_CANCELLED');
      expect(operation.outcomes).toMatchObject([{ status: 'cancelled' }]);
    }
  });

  it('leaves no listener on the signal, however the operation ends', async () => {
    const stop = new AbortController();
    const executor = new Executor();
    const options = { signal: stop.signal };
    await observe(executor.run(testFlow(new RecordedOperation()), options));
    await observe(executor.run(testFlow(new RecordedOperation(() => Promise.reject(enough))), options));
    await firstValueFrom(executor.run(testFlow(new RecordedOperation()), options));
    await executor.idle();
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
  });
});

describe('unsubscribing', () => {
  it('cancels unseen; idle waits for the end of that', async () => {
    const operation = untilSignal();
    const executor = new Executor();
    const event = await firstValueFrom(executor.run(testFlow(operation)));
    expect(inWords(event)).toBe('operation queued');
    await executor.idle();
    expect(operation.told).toEqual([]);

    const later = untilSignal();
    const subscription = executor.run(testFlow(later)).subscribe();
    await new Promise((resolve) => setTimeout(resolve));
    subscription.unsubscribe();
    expect(later.protocol).toEqual(['begin', 'releaseUrgent']);
    await executor.idle();
    expect(later.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end cancelled']);
  });

  it('happens when an operator behind the stream throws, and the operation is closed', async () => {
    const operation = new RecordedOperation();
    const executor = new Executor();
    const broken = executor.run(testFlow(operation)).pipe(
      map((event) => {
        if (event.type === 'hook') throw enough;
        return event;
      }),
    );
    const error: unknown = await new Promise((resolve) => broken.subscribe({ error: resolve }));
    expect(error).toBe(enough);
    await executor.idle();
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end cancelled']);
  });
});
