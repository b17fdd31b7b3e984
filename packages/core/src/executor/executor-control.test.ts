import { KarborError } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graphOf } from '../graph/graph-shapes.fixture.js';
import { Executor } from './executor.js';
import type { OperationControl } from './hook-runner.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';

const lost = new KarborError('KARBOR_LEASE_LOST', 'The lease is lost.');
const thing = (id: string) => ({ type: 'Test::Thing', id });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An operation whose hooks run until their signal, with its control and the reasons of the signals by task. */
function controlled(parts: ConstructorParameters<typeof RecordedOperation>[1] = {}) {
  const reasons: unknown[] = [];
  const held: { control?: OperationControl } = {};
  const operation = new RecordedOperation(
    ({ index }, { signal }) =>
      new Promise((resolve, reject) => {
        if (index > 1) resolve();
        signal.addEventListener('abort', () => {
          reasons[index] = signal.reason;
          reject(signal.reason as Error);
        });
      }),
    {
      ...parts,
      begin: async (emit, signal, control) => {
        held.control = control;
        await parts.begin?.(emit, signal, control);
      },
    },
  );
  return { operation, reasons, control: () => held.control! };
}

describe.each(['rollback', 'continue'] as const)('under onFailure "%s"', (onFailure) => {
  it('halt fails the whole operation', async () => {
    const { operation, reasons, control } = controlled();
    const observing = observe(new Executor({ onFailure }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(1);
    control().halt(lost);
    const { error } = await observing;
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
    expect(reasons).toMatchObject([{ cause: lost }, { cause: lost }]);
    expect(error).toMatchObject({
      code: 'KARBOR_OPERATION_FAILED',
      details: { causes: [{ code: 'KARBOR_LEASE_LOST' }] },
    });
  });

  it('halt while it begins runs nothing', async () => {
    const { operation } = controlled({
      begin: (_emit, signal, control) => {
        control.halt(lost);
        expect(signal.aborted).toBe(true);
        return Promise.resolve();
      },
    });
    const { error } = await observe(new Executor({ onFailure }).run(testFlow(operation)));
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
    expect(error?.message).toContain('The lease is lost.');
    expect(operation.told.some(({ what }) => what === 'run')).toBe(false);
  });

  it('is not heard after end was called, and a resource must be of the flow', async () => {
    const { operation, control } = controlled({
      end: () => {
        control().halt(lost);
        control().failResource(thing('0'), lost);
        return Promise.resolve();
      },
    });
    const observing = observe(new Executor({ onFailure }).run(testFlow(operation, { hooks: [] })));
    expect(() => control().failResource(thing('7'), lost)).toThrow(
      expect.objectContaining({ code: 'KARBOR_RESOURCE_NOT_FOUND' }),
    );
    expect((await observing).error).toBeUndefined();
    expect(operation.protocol).toEqual(['begin', 'end done']);
  });

  it('the operation fails when its time is up', async () => {
    const { operation, reasons } = controlled();
    const flow = testFlow(operation, { policy: { operationTimeoutMs: 3000 } });
    const observing = observe(new Executor({ onFailure }).run(flow));
    await vi.advanceTimersByTimeAsync(2999);
    expect(operation.protocol).toEqual(['begin']);
    await vi.advanceTimersByTimeAsync(1);
    const { error } = await observing;
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
    expect(reasons[0]).toMatchObject({ cause: { code: 'KARBOR_OPERATION_TIMEOUT' } });
    expect(error).toMatchObject({
      code: 'KARBOR_OPERATION_FAILED',
      details: { causes: [{ code: 'KARBOR_OPERATION_TIMEOUT', timeoutMs: 3000 }] },
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('the time of an operation counts from its start, also while it begins, and not while it ends', async () => {
    const begun = deferred();
    const slow = new RecordedOperation(undefined, {
      begin: (_emit, signal) => {
        signal.addEventListener('abort', () => begun.reject(signal.reason as Error));
        return begun.promise;
      },
    });
    const executor = new Executor({ onFailure, operationTimeoutMs: 1000, operations: 1 });
    const first = observe(executor.run(testFlow(slow)));
    const ending = deferred();
    const patient = new RecordedOperation(undefined, { end: () => ending.promise });
    const second = observe(executor.run(testFlow(patient)));
    await vi.advanceTimersByTimeAsync(1000);
    expect((await first).error?.details['causes']).toMatchObject([{ code: 'KARBOR_OPERATION_TIMEOUT' }]);
    await vi.advanceTimersByTimeAsync(5000);
    ending.resolve();
    expect((await second).error).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a resource that fails by itself', () => {
  it('is the failure of the operation under "rollback"', async () => {
    const { operation, control } = controlled();
    const observing = observe(new Executor().run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(1);
    control().failResource(thing('0'), lost);
    const { error } = await observing;
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent', 'releaseOutstanding', 'end failed']);
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_LEASE_LOST' }]);
  });

  it('has its hook stopped under "continue", is released and goes no further', async () => {
    const { operation, reasons, control } = controlled();
    // Tasks 0 and 1 are of resources 0 and 1, task 2 of resource 2.
    const observing = observe(new Executor({ onFailure: 'continue' }).run(testFlow(operation, { graph: graphOf(3) })));
    await vi.advanceTimersByTimeAsync(1);
    control().failResource(thing('0'), lost);
    control().failResource(thing('0'), new Error('again'));
    expect(operation.protocol).toEqual(['begin', 'releaseUrgent Test::Thing#0']);
    expect(reasons[0]).toBe(lost);
    await vi.advanceTimersByTimeAsync(1);
    expect(operation.protocol.at(-1)).toBe('failed Test::Thing#0');
    control().failResource(thing('1'), new Error('also'));
    const { error } = await observing;
    expect(operation.outcomes).toMatchObject([
      {
        status: 'partial',
        failures: [
          { resource: thing('0'), error: lost, skipped: false },
          { resource: thing('1'), error: { message: 'also' }, skipped: false },
        ],
      },
    ]);
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_LEASE_LOST' }, { message: 'also' }]);
  });

  it('counts also when all its hooks have ended', async () => {
    const late = deferred();
    let control: OperationControl | undefined;
    const operation = new RecordedOperation(({ index }) => (index === 1 ? late.promise : undefined), {
      begin: (_emit, _signal, given) => {
        control = given;
        return Promise.resolve();
      },
    });
    const observing = observe(new Executor({ onFailure: 'continue' }).run(testFlow(operation)));
    await vi.advanceTimersByTimeAsync(1);
    control?.failResource(thing('0'), lost);
    late.resolve();
    await observing;
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#0', 'end partial']);
  });

  it('before the hooks begin has none of them run', async () => {
    const { operation } = controlled({
      begin: (_emit, _signal, control) => {
        control.failResource(thing('0'), lost);
        control.failResource(thing('1'), lost);
        return Promise.resolve();
      },
    });
    const { events } = await observe(
      new Executor({ onFailure: 'continue' }).run(testFlow(operation, { graph: graphOf(3) })),
    );
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#0', 'failed Test::Thing#1', 'end partial']);
    expect(events.map(inWords)).toEqual([
      'operation queued',
      'operation started',
      'skip onMain Test::Thing#0',
      'skip onMain Test::Thing#1',
      'started onMain Test::Thing#2',
      'ended onMain Test::Thing#2',
      'operation partial',
    ]);
  });
});
