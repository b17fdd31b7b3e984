import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRandomFlow, expectedOrder, randomFlow } from '../flow/random-flow.fixture.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { graphOf } from '../graph/graph-shapes.fixture.js';
import { Executor } from './executor.js';
import { hookKinds, hookResult } from './hook-kinds.fixture.js';
import { reacting, reactions } from './hook-reactions.fixture.js';
import type { HookTask, OperationControl, RelatedFailure } from './hook-runner.js';
import type { OperationEvent } from './operation-event.js';
import { observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { testFlow } from './test-flow.fixture.js';

const seed = 20_260_205;
const runnable = randomFlow({ groups: true, tolerance: true })
  .filter(({ hooks }) => hooks.some((one) => one.hooks > 0))
  .filter((random) => ![...expectedOrder(random)].some(([one, before]) => before.has(one)));
const kinds = fc.array(fc.constantFrom(...hookKinds), { minLength: 40, maxLength: 40 });
const indexes = (maxLength: number) => fc.uniqueArray(fc.nat(39), { maxLength });
/** A resource that fails by itself when an event of this number is told. */
const outside = fc.option(fc.record({ when: fc.integer({ min: 1, max: 30 }), which: fc.nat(9) }), { nil: undefined });
const slots = 3;
const retry = { retries: 1, delayMs: 0, maximumDelayMs: 0 };
const policy = { onFailure: 'continue', abortGraceMs: 1, totalHooks: slots, retry } as const;

type Fate = 'ended' | 'failed' | 'abandoned' | 'skipped';

/** What became of each task, and when it started and was over, as the events tell. */
function fatesOf(flow: TaskFlow, events: readonly OperationEvent[]) {
  const fates = new Map<HookTask, { fates: Fate[]; start: number; over: number }>();
  for (const task of flow.tasks()) fates.set(task, { fates: [], start: Infinity, over: Infinity });
  for (const event of events) {
    if (event.type !== 'hook' && event.type !== 'skip') continue;
    const fate = fates.get(
      flow.tasks().find(({ hook, resources }) => hook === event.hook && resources === event.resources)!,
    )!;
    if (event.type === 'hook' && event.status === 'started') fate.start = event.seq;
    else fate.fates.push(event.type === 'skip' ? 'skipped' : (event.status as Fate));
    fate.over = event.seq;
  }
  return fates;
}

/** All resources that a failure may reach: of the tasks that failed, and from each to those that had to wait for it. */
function reachable(flow: TaskFlow, first: Iterable<Resource>, isGood: (task: HookTask) => boolean): Set<Resource> {
  const reached = new Set(first);
  for (let size = -1; size < reached.size; ) {
    size = reached.size;
    for (const task of flow.tasks()) {
      if (!task.resources.some((resource) => reached.has(resource))) continue;
      const after = isGood(task) ? [] : flow.successors(task.index).map((index) => flow.task(index));
      for (const one of [task, ...after.filter((next) => !isGood(next))])
        for (const resource of one.resources) reached.add(resource);
    }
  }
  return reached;
}

/** All of these slots can be taken again, and no more. */
async function freeSlots(executor: Executor): Promise<number> {
  const operation = new RecordedOperation(() => new Promise(() => undefined));
  const running = executor.run(testFlow(operation, { graph: graphOf(slots + 1) })).subscribe();
  await new Promise((resolve) => setImmediate(resolve));
  running.unsubscribe();
  await executor.idle();
  return operation.told.filter(({ what }) => what === 'run').length;
}

describe('an operation that goes on after failures', () => {
  it('runs all that a failure does not reach and nothing that it reaches, and releases each failed resource once', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        runnable,
        kinds,
        reactions,
        fc.record({ doomed: indexes(3), flaky: indexes(3) }),
        outside,
        fc.scheduler(),
        async (random, kind, reaction, { doomed, flaky }, outer, scheduler) => {
          const size = buildRandomFlow(random).size;
          const isDoomed = new Set(doomed.map((index) => index % size));
          const isFlaky = new Set(flaky.map((index) => index % size));
          const threw = new Set<HookTask>();
          const related = new Map<HookTask, readonly RelatedFailure[]>();
          let control: OperationControl | undefined;
          const operation = new RecordedOperation(
            (task, attempt) => {
              related.set(task, attempt.failed);
              const go = scheduler.schedule(Promise.resolve(), `${task.index}`);
              return hookResult(
                kind[task.index % 40]!,
                () => reacting(reaction[task.index % 40]!, attempt, go),
                () => {
                  if (isDoomed.has(task.index)) {
                    threw.add(task);
                    throw new KarborError('KARBOR_TEST', `disk ${task.index} is full`);
                  }
                  if (isFlaky.has(task.index) && attempt.number === 1) {
                    threw.add(task);
                    throw new KarborError('KARBOR_TEST', `disk ${task.index} is busy`, { retryable: true });
                  }
                },
              );
            },
            {
              begin: (_emit, _signal, given) => {
                control = given;
                return Promise.resolve();
              },
            },
          );
          const flow = buildRandomFlow(random, operation);
          const executor = new Executor(policy);
          const shot = outer && flow.graph.resources[outer.which % flow.graph.resources.length];
          const hits: Resource[] = [];
          const { events, error } = await scheduler.waitFor(
            observe(executor.run(flow), ({ seq }) => {
              if (!shot || seq !== outer.when || !control) return;
              if (operation.outcomes.length === 0) hits.push(shot);
              control.failResource(shot, new KarborError('KARBOR_OUTSIDE', 'time is up'));
            }),
          );

          const { told } = operation;
          const fates = fatesOf(flow, events);
          const fateOf = (task: HookTask) => fates.get(task)!.fates[0]!;
          const isGood = (task: HookTask) => fateOf(task) === 'ended';
          for (const { fates: all } of fates.values()) {
            expect(all).toHaveLength(1);
            seen.add(all[0]!);
          }

          const failures = told.flatMap((one) => (one.what === 'failed' ? one.failures : []));
          const failed = new Set(failures.map(({ resource }) => resource));
          expect(failures).toHaveLength(failed.size);
          const first = new Set([...threw].flatMap(({ resources }) => resources));
          if (shot && failed.has(shot)) first.add(shot);
          const reached = reachable(flow, first, isGood);
          for (const resource of failed) expect(reached).toContain(resource);
          for (const [index, one] of told.entries()) {
            if (one.what !== 'failed') continue;
            const later = told
              .slice(index)
              .flatMap((other) =>
                other.what === 'run' || other.what === 'ended' || other.what === 'abandon' ? other.task.resources : [],
              );
            for (const { resource } of one.failures) expect(later).not.toContain(resource);
          }

          for (const task of flow.tasks()) {
            const isTolerant = task.resources.every(({ id }) => random.hooks[Number(id)]!.whenRelatedFailed === 'run');
            const before = flow.predecessors(task.index).map((index) => flow.task(index));
            if (!isGood(task)) for (const resource of task.resources) expect(failed).toContain(resource);
            const { start } = fates.get(task)!;
            // One that would have been tried again is skipped too.
            if (fateOf(task) === 'skipped') expect(start === Infinity || isFlaky.has(task.index)).toBe(true);
            else expect(start).toBeLessThan(Infinity);
            // One that fails while it is told that it starts is not called.
            if (!related.has(task)) {
              expect(isGood(task)).toBe(false);
              continue;
            }
            for (const one of before) {
              expect(fates.get(one)!.over).toBeLessThan(start);
              if (!isTolerant) expect(fateOf(one)).toBe('ended');
            }
            const listed = related.get(task)!.map(({ resource }) => resource);
            if (listed.length > 0) seen.add('related');
            expect(new Set(listed).size).toBe(listed.length);
            for (const one of before)
              if (!isGood(one)) for (const resource of one.resources) expect(listed).toContain(resource);
            for (const resource of listed) {
              expect(failed).toContain(resource);
              expect(task.resources).not.toContain(resource);
            }
          }

          const all = new Set(flow.tasks().flatMap(({ resources }) => resources));
          const left = [...all].filter((resource) => !failed.has(resource));
          const expected = failed.size === 0 ? 'done' : left.length > 0 ? 'partial' : 'failed';
          seen.add(expected);
          expect(operation.outcomes.map(({ status }) => status)).toEqual([expected]);
          if (expected === 'done') {
            expect(error).toBeUndefined();
            expect(operation.protocol.filter((one) => one !== 'undo')).toEqual(['begin', 'end done']);
            expect(hits).toEqual([]);
          } else {
            expect(error?.code).toBe(expected === 'partial' ? 'KARBOR_OPERATION_PARTIAL' : 'KARBOR_OPERATION_FAILED');
            expect(operation.protocol.includes('releaseOutstanding')).toBe(expected === 'failed');
          }
          if (expected === 'partial') {
            const keys = [...(error?.details['failed'] as string[]), ...(error?.details['skipped'] as string[])];
            expect(keys.sort()).toEqual([...failed].map(resourceKey).sort());
            for (const { error: one, skipped } of failures) if (!skipped) expect(error?.message).toContain(one.message);
          }
          expect(await freeSlots(executor)).toBe(slots);
        },
      ),
      { seed, numRuns: 200 },
    );
    expect(seen).toEqual(new Set(['ended', 'failed', 'abandoned', 'skipped', 'related', 'done', 'partial', 'failed']));
  }, 60_000);
});
