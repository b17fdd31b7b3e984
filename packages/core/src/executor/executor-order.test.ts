import { hookNames } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRandomFlow, cell, expectedOrder, randomFlow } from '../flow/random-flow.fixture.js';
import type { RandomFlow } from '../flow/random-flow.fixture.js';
import { Executor } from './executor.js';
import type { ExecutorPolicy } from './executor-policy.js';
import { hookKinds, hookResult } from './hook-kinds.fixture.js';
import type { HookKind } from './hook-kinds.fixture.js';
import type { HookTask } from './hook-runner.js';
import { observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';

const seed = 20_260_203;
const cellsOf = ({ hook, resources }: HookTask) => resources.map(({ id }) => cell(id, hookNames.indexOf(hook)));

const runnable = randomFlow({ groups: true }).filter(
  (random) => ![...expectedOrder(random)].some(([one, before]) => before.has(one)),
);
const kinds = fc.array(fc.constantFrom(...hookKinds), { minLength: 40, maxLength: 40 });
const limit = fc.integer({ min: 1, max: 4 });
const policies: fc.Arbitrary<ExecutorPolicy> = fc.record(
  {
    hooks: limit,
    totalHooks: limit,
    operations: limit,
    hooksByPhase: fc.dictionary(fc.constantFrom(...hookNames), limit),
    hooksByType: fc.dictionary(fc.constantFrom('Test::Server', 'Test::Volume', 'Test::Unknown'), limit),
    onFailure: fc.constantFrom('rollback' as const, 'continue' as const),
  },
  { requiredKeys: [] },
);

/** Counts what runs now in all operations, and complains when a limit is exceeded. */
class Gauge {
  readonly #policy: ExecutorPolicy;
  readonly #running = new Set<HookTask>();
  readonly exceeded: string[] = [];

  constructor(policy: ExecutorPolicy) {
    this.#policy = policy;
  }

  start(task: HookTask, own: ReadonlySet<HookTask>): void {
    this.#running.add(task);
    const { hooks = 64, totalHooks = Infinity, hooksByPhase, hooksByType } = this.#policy;
    this.#check('totalHooks', this.#running.size, totalHooks);
    this.#check('hooks', own.size, hooks);
    const alike = [...own].filter((one) => one.hook === task.hook).length;
    this.#check(task.hook, alike, hooksByPhase?.[task.hook]);
    const { type } = task.resources[0]!;
    this.#check(type, [...own].filter((one) => one.resources[0]!.type === type).length, hooksByType?.[type]);
  }

  end(task: HookTask): void {
    this.#running.delete(task);
  }

  #check(what: string, now: number, most = Infinity): void {
    if (now > most) this.exceeded.push(`${what}: ${now} of ${most}`);
  }
}

/** An operation whose hooks do their work in given ways, whenever the scheduler lets them go on. */
function operationOf(kindOf: (index: number) => HookKind, scheduler: fc.Scheduler, gauge: Gauge) {
  const times = new Map<string, { start: number; end: number }>();
  const running = new Set<HookTask>();
  let clock = 0;
  const operation = new RecordedOperation((task) => {
    running.add(task);
    gauge.start(task, running);
    const start = ++clock;
    const turn = () => scheduler.schedule(Promise.resolve(), `${task.hook} ${task.index}`);
    return hookResult(kindOf(task.index), turn, () => {
      running.delete(task);
      gauge.end(task);
      for (const one of cellsOf(task)) times.set(one, { start, end: ++clock });
    });
  });
  return { operation, times };
}

describe('the executor', () => {
  it('keeps the six rules, runs each hook once and stays within its limits, however hooks do their work', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(runnable, { minLength: 1, maxLength: 3 }),
        kinds,
        policies,
        fc.scheduler(),
        async (randoms, kind, policy, scheduler) => {
          const gauge = new Gauge(policy);
          const executor = new Executor(policy);
          const runs = randoms.map((random: RandomFlow) => {
            const { operation, times } = operationOf((index) => kind[index % kind.length]!, scheduler, gauge);
            const flow = buildRandomFlow(random, operation);
            return { random, flow, operation, times, observed: observe(executor.run(flow)) };
          });
          await scheduler.waitFor(Promise.all(runs.map(({ observed }) => observed)));
          expect(gauge.exceeded).toEqual([]);
          for (const { random, flow, operation, times, observed } of runs) {
            const { events, error } = await observed;
            expect(error).toBeUndefined();
            expect(operation.protocol).toEqual(['begin', 'end done']);
            const ran = operation.told.flatMap((told) => (told.what === 'run' ? cellsOf(told.task) : []));
            expect(ran.sort()).toEqual(flow.tasks().flatMap(cellsOf).sort());
            const order = expectedOrder(random);
            for (const [one, { start }] of times) {
              for (const before of order.get(one)!) expect(times.get(before)?.end ?? 0).toBeLessThan(start);
            }
            const told = (status: string) => events.filter((event) => event.type === 'hook' && event.status === status);
            expect(told('started')).toHaveLength(flow.size);
            expect(told('ended')).toHaveLength(flow.size);
            expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
          }
          await executor.idle();
        },
      ),
      { seed, numRuns: 150 },
    );
  });
});
