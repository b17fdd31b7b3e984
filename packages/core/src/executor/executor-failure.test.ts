import { KarborError } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graphOf } from '../graph/graph-shapes.fixture.js';
import { Executor } from './executor.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';

const diskFull = new KarborError('KARBOR_DISK_FULL', 'The disk is full.');

describe('a hook that fails', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('has urgent effects released while others run, then those told to stop, then the rest released', async () => {
    const urgent = deferred();
    let reason: unknown;
    const operation: RecordedOperation = new RecordedOperation(
      (task, { signal }) => {
        if (task.index === 1) return Promise.reject(diskFull);
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            expect(operation.protocol).toEqual(['begin', 'releaseUrgent']);
            reason = signal.reason;
            reject(signal.reason as Error);
          });
        });
      },
      { releaseUrgent: () => urgent.promise.then(() => []) },
    );
    const run = observe(new Executor().run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent']);
    urgent.resolve();
    const { events, error } = await run;
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
    expect(reason).toMatchObject({ code: 'KARBOR_CANCELLED', cause: { cause: diskFull } });
    expect(events.map(inWords)).toEqual([
      'operation queued',
      'operation started',
      'started onMain Test::Thing#0',
      'started onMain Test::Thing#1',
      'failed onMain Test::Thing#1',
      'failed onMain Test::Thing#0',
      'operation failed',
    ]);
    expect(error?.message).toBe(
      'Operation protect of checkpoint checkpoint-1 has failed: ' +
        'onMain of Test::Thing#1 (thing 1) failed: The disk is full. (KARBOR_DISK_FULL)',
    );
    expect(error?.details['causes']).toEqual([
      {
        code: 'KARBOR_DISK_FULL',
        message: 'onMain of Test::Thing#1 (thing 1) failed: The disk is full.',
        resources: ['Test::Thing#1'],
        hook: 'onMain',
        attempt: 1,
      },
    ]);
    expect(events.at(-1)).toMatchObject({ error });
  });

  it('is abandoned when it does not stop, and what it does later changes nothing', async () => {
    const hanging = deferred();
    const operation = new RecordedOperation((task) => (task.index === 0 ? hanging.promise : Promise.reject(diskFull)));
    const run = observe(new Executor({ abortGraceMs: 5000 }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(4999);
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent']);
    await vi.advanceTimersByTimeAsync(1);
    const { events, error } = await run;
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'abandon', 'releaseOutstanding', 'end failed']);
    expect(events.map(inWords)).toContain('abandoned onMain Test::Thing#0');
    expect(error?.details['causes']).toMatchObject([
      { code: 'KARBOR_DISK_FULL' },
      { code: 'KARBOR_HOOK_ABANDONED', resources: ['Test::Thing#0'] },
    ]);
    const told = operation.told.length;
    hanging.reject(new Error('late'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(operation.told).toHaveLength(told);
  });

  it.each(['resolve', 'reject'] as const)(
    'is abandoned while its end is recorded, and that may %s later',
    async (end) => {
      const [recorded, fail] = [deferred(), deferred()];
      const operation = new RecordedOperation(({ index }) => (index === 0 ? undefined : fail.promise), {
        ended: () => recorded.promise,
      });
      const executor = new Executor({ abortGraceMs: 5000, totalHooks: 2 });
      const run = observe(executor.run(testFlow(operation)));
      await vi.advanceTimersByTimeAsync(1);
      fail.reject(diskFull);
      await vi.advanceTimersByTimeAsync(5000);
      const { events } = await run;
      recorded[end](new Error('late'));
      await vi.advanceTimersByTimeAsync(1);
      expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'abandon', 'releaseOutstanding', 'end failed']);
      expect(events.map(inWords).filter((words) => words.endsWith('Test::Thing#0'))).toEqual([
        'started onMain Test::Thing#0',
        'abandoned onMain Test::Thing#0',
      ]);
      // Its slot was given back once.
      const waiting = new RecordedOperation(() => new Promise(() => undefined));
      executor.run(testFlow(waiting, { graph: graphOf(4) })).subscribe();
      await vi.advanceTimersByTimeAsync(1);
      expect(waiting.told.filter(({ what }) => what === 'run')).toHaveLength(2);
    },
  );

  it('may end while its end is recorded late and the operation goes on', async () => {
    const [recorded, late] = [deferred(), deferred()];
    const operation = new RecordedOperation(({ index }) => (index === 0 ? undefined : late.promise), {
      ended: ({ index }) => (index === 0 ? recorded.promise : undefined),
    });
    const run = observe(new Executor({ abortGraceMs: 5000, hooks: 2 }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(1);
    late.reject(diskFull);
    await vi.advanceTimersByTimeAsync(1);
    recorded.resolve();
    const { events } = await run;
    expect(events.map(inWords)).toContain('ended onMain Test::Thing#0');
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
  });

  it('names every cause, also of releases that fail and of an end that is not written', async () => {
    const operation = new RecordedOperation((task) => Promise.reject(new Error(`no ${task.index}`)), {
      releaseUrgent: () => Promise.resolve([new KarborError('KARBOR_RELEASE', 'server s1 is still paused')]),
      releaseOutstanding: () => Promise.reject(new Error('bank away')),
      end: () => Promise.reject(Object.assign(new Error('cannot write'), { code: 'ENOSPC' })),
    });
    const { error } = await observe(new Executor().run(testFlow(operation)));
    for (const part of [
      'failed: no 0 (KARBOR_HOOK_FAILED)',
      'failed: no 1',
      'server s1 is still paused (KARBOR_RELEASE)',
      'bank away',
      'cannot write (ENOSPC)',
    ]) {
      expect(error?.message).toContain(part);
    }
    const [outcome] = operation.outcomes;
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(outcome?.status === 'failed' && outcome.errors).toHaveLength(4);
    expect(error?.details['causes']).toHaveLength(5);
    expect(error?.cause).toBeInstanceOf(AggregateError);
  });

  it('tells which tasks are skipped', async () => {
    const graph = graphOf(2, '0>1');
    const operation = new RecordedOperation(({ hook }) =>
      hook === 'onPrepareFinish' ? Promise.reject(diskFull) : undefined,
    );
    const flow = testFlow(operation, { graph, hooks: ['onPrepareBegin', 'onPrepareFinish', 'onMain'] });
    const { events } = await observe(new Executor().run(flow));
    expect(events.map(inWords).filter((words) => words.startsWith('skip'))).toEqual([
      'skip onPrepareFinish Test::Thing#0',
      'skip onMain Test::Thing#0',
      'skip onMain Test::Thing#1',
    ]);
  });

  it.each([
    ['a string', 'no way'],
    ['undefined', undefined],
    ['an object without a prototype', Object.create(null)],
  ])('may throw %s', async (_, thrown) => {
    const operation = new RecordedOperation(() => {
      throw thrown;
    });
    const { events, error } = await observe(new Executor({ hooks: 1 }).run(testFlow(operation)));
    expect(error?.code).toBe('KARBOR_OPERATION_FAILED');
    const failed = events.find((event) => event.type === 'hook' && event.status === 'failed');
    expect(failed).toMatchObject({ error: expect.any(Error) as Error });
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_HOOK_FAILED' }]);
  });

  it('fails also when its end cannot be recorded', async () => {
    const late = new RecordedOperation(() => undefined, { ended: () => Promise.reject(diskFull) });
    const atOnce = new RecordedOperation(() => undefined, {
      ended: () => {
        throw diskFull;
      },
    });
    for (const operation of [late, atOnce]) {
      const { error } = await observe(new Executor({ hooks: 1 }).run(testFlow(operation)));
      expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_DISK_FULL' }]);
      expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
      expect(operation.told.filter(({ what }) => what === 'run')).toHaveLength(1);
    }
  });
});

describe('an operation', () => {
  it('that cannot begin runs nothing, releases nothing, and is closed', async () => {
    const operation = new RecordedOperation(undefined, { begin: () => Promise.reject(diskFull) });
    const { events, error } = await observe(new Executor().run(testFlow(operation)));
    expect(operation.protocol).toEqual(['begin', 'end failed']);
    expect(operation.told).toHaveLength(2);
    expect(error?.message).toContain('has failed: The disk is full. (KARBOR_DISK_FULL)');
    expect(events.map(inWords)).toEqual([
      'operation queued',
      'operation started',
      'skip onMain Test::Thing#0',
      'skip onMain Test::Thing#1',
      'operation failed',
    ]);
  });

  it('whose good end is not written has failed: all is released and it is closed again', async () => {
    const operation = new RecordedOperation(undefined, {
      end: ({ status }) => (status === 'done' ? Promise.reject(diskFull) : Promise.resolve()),
    });
    const { events, error } = await observe(new Executor().run(testFlow(operation)));
    expect(operation.protocol).toEqual(['begin', 'end done', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
    expect(error?.details['causes']).toEqual([{ code: 'KARBOR_DISK_FULL', message: 'The disk is full.' }]);
    expect(events.map(inWords)).not.toContain('operation done');
  });

  it('tells what its parts tell, until it has ended', async () => {
    let emitLate: () => void = () => undefined;
    const operation = new RecordedOperation(undefined, {
      begin: (emit) => {
        const effect = {
          type: 'effect',
          kind: 'snapshot',
          tag: 't',
          resource: { type: 'T', id: '1', name: '' },
        } as const;
        emit({ ...effect, status: 'acquired' });
        emitLate = () => emit({ ...effect, status: 'released' });
        return Promise.resolve();
      },
    });
    const { events, error } = await observe(new Executor().run(testFlow(operation, { hooks: [] })));
    emitLate();
    expect(error).toBeUndefined();
    expect(events.map(inWords)).toEqual([
      'operation queued',
      'operation started',
      'effect acquired snapshot',
      'operation done',
    ]);
    expect(events[2]).toMatchObject({ seq: 3, operationId: 'operation-1', time: expect.any(Number) as number });
  });
});
