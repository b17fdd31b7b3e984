import { hookNames } from '@karbor/plugin-sdk';
import { config } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Executor } from './executor.js';
import type { ExecutorPolicy, FlowPolicy } from './executor-policy.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';

describe('an executor', () => {
  it('runs nothing before somebody subscribes, and a flow once', async () => {
    const operation = new RecordedOperation();
    const flow = testFlow(operation);
    const stream = new Executor().run(flow);
    expect(operation.told).toEqual([]);
    expect((await observe(stream)).error).toBeUndefined();
    for (const again of [stream, new Executor().run(flow)]) {
      const { events, error } = await observe(again);
      expect(events).toEqual([]);
      expect(error).toMatchObject({ code: 'KARBOR_FLOW_ALREADY_RUN', details: { operationId: 'operation-1' } });
    }
    expect(operation.protocol).toEqual(['begin', 'end done']);
  });

  it('lets operations wait for a place, first come, first served', async () => {
    const executor = new Executor({ operations: 2 });
    const order: string[] = [];
    const gates = [0, 1, 2, 3].map(() => deferred());
    const runs = gates.map((gate, n) => {
      const operation = new RecordedOperation(undefined, { begin: () => gate.promise });
      return observe(executor.run(testFlow(operation)), (event) => order.push(`${n} ${inWords(event)}`));
    });
    const starts = () => order.filter((words) => words.endsWith('operation started')).map((words) => words[0]);
    expect(order).toHaveLength(6);
    expect(starts()).toEqual(['0', '1']);
    gates[1]!.resolve();
    await runs[1];
    await new Promise((resolve) => setTimeout(resolve));
    expect(starts()).toEqual(['0', '1', '2']);
    for (const gate of gates) gate.resolve();
    await Promise.all(runs);
    expect(starts()).toEqual(['0', '1', '2', '3']);
  });

  it('is idle when nothing runs or waits', async () => {
    const executor = new Executor({ operations: 1 });
    await executor.idle();
    const gate = deferred();
    const first = observe(executor.run(testFlow(new RecordedOperation(() => gate.promise))));
    const second = observe(executor.run(testFlow(new RecordedOperation())));
    let isIdle = false;
    const idle = executor.idle().then(() => (isIdle = true));
    await new Promise((resolve) => setTimeout(resolve));
    expect(isIdle).toBe(false);
    gate.resolve();
    await idle;
    await Promise.all([first, second]);
  });

  it('lets several operations have their turn where they share all slots', async () => {
    const executor = new Executor({ totalHooks: 1, operations: 3 });
    const order: number[] = [];
    const runs = [0, 1, 2].map((n) =>
      observe(
        executor.run(
          testFlow(
            new RecordedOperation(async () => {
              order.push(n);
              await Promise.resolve();
            }),
            { hooks: hookNames },
          ),
        ),
      ),
    );
    await Promise.all(runs);
    expect(order).toHaveLength(24);
    // The first begins a little before the others; from then on none waits for long.
    for (let turn = 1; turn < 18; turn++) expect(new Set(order.slice(turn, turn + 4))).toEqual(new Set([0, 1, 2]));
  });

  it('gives a slot to the next operation that waits when the first does not want it any more', async () => {
    const executor = new Executor({ totalHooks: 1 });
    const gate = deferred();
    const holding = observe(executor.run(testFlow(new RecordedOperation(() => gate.promise))));
    await new Promise((resolve) => setTimeout(resolve));
    const stop = new AbortController();
    const cancelled = observe(executor.run(testFlow(new RecordedOperation()), { signal: stop.signal }));
    const waiting = observe(executor.run(testFlow(new RecordedOperation())));
    await new Promise((resolve) => setTimeout(resolve));
    stop.abort();
    expect((await cancelled).error?.code).toBe('KARBOR_CANCELLED');
    gate.resolve();
    expect((await waiting).error).toBeUndefined();
    expect((await holding).error).toBeUndefined();
  });

  it("has its own policy win over the flow's, member by member", async () => {
    const most = async (own: ExecutorPolicy, policy: Partial<FlowPolicy>): Promise<number> => {
      let running = 0;
      let peak = 0;
      const operation = new RecordedOperation(async () => {
        peak = Math.max(peak, ++running);
        await Promise.resolve();
        running -= 1;
      });
      const graph = { hooks: hookNames, policy };
      expect((await observe(new Executor(own).run(testFlow(operation, graph)))).error).toBeUndefined();
      return peak;
    };
    expect(await most({}, {})).toBe(2);
    expect(await most({}, { hooks: 1 })).toBe(1);
    expect(await most({ hooks: 2 }, { hooks: 1 })).toBe(2);
    expect(await most({ hooksByPhase: { onMain: 2 } }, { hooksByPhase: { onPrepareBegin: 1, onMain: 1 } })).toBe(2);
    expect(await most({ hooksByType: { Other: 1 } }, { hooksByType: { 'Test::Thing': 1 } })).toBe(1);
  });

  it.each([
    [{ hooks: 0 }, 'hooks'],
    [{ operations: 0.5 }, 'operations'],
    [{ totalHooks: -1 }, 'totalHooks'],
    [{ hooksByPhase: { onMain: 0 } }, 'hooksByPhase.onMain'],
    [{ hooksByType: { T: NaN } }, 'hooksByType.T'],
    [{ hookTimeoutMs: 2 ** 31 }, 'hookTimeoutMs'],
    [{ operationTimeoutMs: 0 }, 'operationTimeoutMs'],
    [{ onFailure: 'ignore' as 'continue' }, 'onFailure'],
    [{ abortGraceMs: -1 }, 'abortGraceMs'],
    [{ retry: { retries: -1, delayMs: 1, maximumDelayMs: 1 } }, 'retry.retries'],
  ] as [ExecutorPolicy, string][])('refuses the policy %j', (policy, member) => {
    expect(() => new Executor(policy)).toThrow(
      expect.objectContaining({ code: 'KARBOR_POLICY_INVALID', details: { key: member } }),
    );
  });

  it('refuses a flow whose policy is bad, and runs nothing', async () => {
    const operation = new RecordedOperation();
    const { error } = await observe(new Executor().run(testFlow(operation, { policy: { hooks: 0 } })));
    expect(error).toMatchObject({ code: 'KARBOR_POLICY_INVALID', details: { key: 'hooks' } });
    expect(operation.told).toEqual([]);
  });
});

describe('a subscriber that throws', () => {
  afterEach(() => void (config.onUnhandledError = null));

  it('does not disturb the operation', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error: unknown) => reported.push(error);
    const operation = new RecordedOperation();
    const bad = new Error('bad subscriber');
    let completed = false;
    await new Promise<void>((resolve) => {
      new Executor().run(testFlow(operation)).subscribe({
        next: () => {
          throw bad;
        },
        complete: () => {
          completed = true;
          resolve();
        },
      });
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect(completed).toBe(true);
    expect(operation.protocol).toEqual(['begin', 'end done']);
    expect(reported.every((error) => error === bad)).toBe(true);
    expect(reported.length).toBeGreaterThan(0);
  });
});
