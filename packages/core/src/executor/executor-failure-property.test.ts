import { KarborError } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { buildRandomFlow, expectedOrder, randomFlow } from '../flow/random-flow.fixture.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { Executor } from './executor.js';
import { hookKinds, hookResult } from './hook-kinds.fixture.js';
import { reacting, reactions } from './hook-reactions.fixture.js';
import type { HookTask } from './hook-runner.js';
import { observe } from './observed-run.fixture.js';
import type { ObservedRun } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';

const seed = 20_260_204;
const runnable = randomFlow({ groups: true })
  .filter(({ hooks }) => hooks.some((one) => one.hooks > 0))
  .filter((random) => ![...expectedOrder(random)].some(([one, before]) => before.has(one)));
const kinds = fc.array(fc.constantFrom(...hookKinds), { minLength: 40, maxLength: 40 });
const policy = { abortGraceMs: 1, hooks: 5 };

/** What must hold of every operation that has failed or was cancelled, whatever its hooks do. */
function expectWoundDown(flow: TaskFlow, operation: RecordedOperation, { events }: ObservedRun): void {
  const { told } = operation;
  const place = (what: string) => told.findIndex((one) => one.what === what);
  const last = (whats: string[]) => told.findLastIndex((one) => whats.includes(one.what));
  expect(operation.protocol.filter((one) => one !== 'abandon')).toEqual([
    'begin',
    'releaseUrgent',
    'releaseOutstanding',
    expect.stringMatching(/^end (failed|cancelled)$/),
  ]);
  expect(last(['run'])).toBeLessThan(place('releaseUrgent'));
  expect(last(['ended', 'abandon'])).toBeLessThan(place('releaseOutstanding'));
  const fates = new Map<HookTask, string[]>(flow.tasks().map((task) => [task, []]));
  const taskOf = (event: { hook: string; resources: readonly unknown[] }) =>
    flow.tasks().find((task) => task.hook === event.hook && task.resources === event.resources)!;
  for (const event of events) {
    if (event.type === 'skip') fates.get(taskOf(event))!.push('skipped');
    if (event.type === 'hook' && event.status !== 'started') fates.get(taskOf(event))!.push(event.status);
  }
  const ran = new Set(told.flatMap((one) => (one.what === 'run' ? [one.task] : [])));
  for (const [task, fate] of fates) {
    expect(fate).toHaveLength(1);
    if (!ran.has(task)) expect(['skipped', 'failed']).toContain(fate[0]);
    else expect(fate[0]).not.toBe('skipped');
  }
}

describe('an operation', () => {
  it('starts nothing after a failure, releases urgent effects first, and is closed once with every cause', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        runnable,
        kinds,
        reactions,
        fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 2 }),
        fc.scheduler(),
        async (random, kind, reaction, failing, scheduler) => {
          const size = buildRandomFlow(random).size;
          const doomed = new Set(failing.map((index) => index % size));
          const failed: string[] = [];
          const operation = new RecordedOperation((task, attempt) =>
            hookResult(
              kind[task.index % 40]!,
              () =>
                reacting(reaction[task.index % 40]!, attempt, scheduler.schedule(Promise.resolve(), `${task.index}`)),
              () => {
                if (!doomed.has(task.index)) return;
                failed.push(`disk ${task.index} is full`);
                throw new KarborError('KARBOR_TEST', `disk ${task.index} is full`);
              },
            ),
          );
          const flow = buildRandomFlow(random, operation);
          const run = await scheduler.waitFor(observe(new Executor(policy).run(flow)));
          expectWoundDown(flow, operation, run);
          expect(run.error?.code).toBe('KARBOR_OPERATION_FAILED');
          const [outcome] = operation.outcomes;
          const errors = outcome?.status === 'failed' ? outcome.errors.map(({ message }) => message) : [];
          expect(errors[0]).toContain(failed[0]);
          for (const error of errors) {
            // Of one that hangs it is told that it was abandoned, of one that obeys nothing.
            expect(error).toMatch(/disk \d+ is full|was abandoned/);
            expect(run.error?.message).toContain(error);
          }
          for (const event of run.events)
            if (event.type === 'hook' || event.type === 'skip') seen.add('status' in event ? event.status : event.type);
          if (errors.filter((error) => error.includes('is full')).length > 1) seen.add('two causes');
          expect(run.error?.details['causes']).toHaveLength(errors.length);
        },
      ),
      { seed, numRuns: 150 },
    );
    expect(seen).toEqual(new Set(['started', 'ended', 'failed', 'abandoned', 'skip', 'two causes']));
  });

  it('ends and is closed once whenever it is cancelled', async () => {
    const ends = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(
        runnable,
        kinds,
        reactions,
        fc.nat(60),
        fc.boolean(),
        fc.scheduler(),
        async (random, kind, reaction, when, unseen, scheduler) => {
          const operation = new RecordedOperation((task, attempt) =>
            hookResult(
              kind[task.index % 40]!,
              () =>
                reacting(reaction[task.index % 40]!, attempt, scheduler.schedule(Promise.resolve(), `${task.index}`)),
              () => undefined,
            ),
          );
          const flow = buildRandomFlow(random, operation);
          const executor = new Executor(policy);
          const stop = new AbortController();
          if (unseen) {
            // `take` unsubscribes from within the event.
            executor
              .run(flow)
              .pipe(take(when + 1))
              .subscribe();
            await scheduler.waitFor(executor.idle());
            expect(operation.outcomes).toHaveLength(operation.protocol.length === 0 ? 0 : 1);
            return;
          }
          const stream = executor.run(flow, { signal: stop.signal });
          const run = await scheduler.waitFor(
            observe(stream, ({ seq }) => seq === when + 1 && stop.abort(new Error('enough'))),
          );
          ends.add(run.error?.code);
          if (run.error) expect(run.error).toMatchObject({ code: 'KARBOR_CANCELLED', cause: new Error('enough') });
          if (operation.protocol.length === 0) expect(when).toBeLessThan(2);
          else if (run.error) expectWoundDown(flow, operation, run);
          else expect(operation.protocol).toEqual(['begin', 'end done']);
          await executor.idle();
        },
      ),
      { seed, numRuns: 200 },
    );
    expect(ends).toEqual(new Set(['KARBOR_CANCELLED', undefined]));
  });
});
