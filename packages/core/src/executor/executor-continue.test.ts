import { resourceKey } from '@karbor/plugin-sdk';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../graph/graph-shapes.fixture.js';
import { diskFull, failing, runOn } from './continued-run.fixture.js';
import { inWords } from './observed-run.fixture.js';
import type { ObservedRun } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, nameOf } from './test-flow.fixture.js';

const started = ({ events }: ObservedRun) =>
  events.flatMap((event) => (event.type === 'hook' && event.status === 'started' ? [nameOf(event)] : []));
const skipped = ({ events }: ObservedRun) =>
  events.flatMap((event) =>
    event.type === 'skip' ? [`${nameOf(event)} for ${event.cause?.resource.id ?? 'none'}`] : [],
  );

describe('under onFailure "continue" a hook that fails for good', () => {
  it('fails its resource and what waits for it; the rest runs on, and the operation is partial', async () => {
    const operation = failing(['onPrepareFinish 1']);
    const { events, error } = await runOn(operation, {
      graph: graphOf(3, '0>1'),
      hooks: ['onPrepareFinish', 'onMain'],
    });
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
    for (const event of events.filter(({ type }) => type === 'skip'))
      expect(event).toMatchObject({ reason: 'failed', cause });
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
    const observed = await runOn(operation, { graph: graphOf(4, '0>1 0>2 1>3'), hooks: ['onPrepareBegin', 'onMain'] });
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#1', 'end partial']);
    expect(skipped(observed)).toEqual([]);
    expect(started(observed)).toContain('onMain 0');
  });

  it('reaches through absent hooks', async () => {
    const operation = failing(['onMain 2']);
    // Only resource 0 has an onComplete.
    const group = { ids: ['0'], hooks: ['onComplete' as const] };
    const observed = await runOn(operation, { graph: graphOf(4, '0>1 1>2'), group });
    expect(skipped(observed)).toEqual(['onComplete 0 for 2']);
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#2, Test::Thing#0', 'end partial']);
  });

  it('lets a tolerant resource run when all that it waits for is over, and tells it what failed', async () => {
    const late = deferred();
    const told = new Map<string, string[]>();
    const operation = new RecordedOperation((task, attempt) => {
      told.set(
        nameOf(task),
        attempt.failed.map(({ resource, error }) => `${resourceKey(resource)}: ${error.message}`),
      );
      if (nameOf(task) === 'onPrepareFinish 1') throw diskFull;
      return nameOf(task) === 'onPrepareFinish 2' ? late.promise : undefined;
    });
    const observing = runOn(operation, {
      graph: graphOf(3, '0>1 0>2'),
      hooks: ['onPrepareFinish', 'onMain'],
      tolerant: ['0'],
    });
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
    const observing = runOn(operation, {
      graph: graphOf(4, '0>1 1>2 1>3'),
      hooks: ['onMain', 'onComplete'],
      tolerant: ['0'],
    });
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
    expect(skipped(await runOn(inGroup, { graph: graphOf(3), hooks, group }))).toEqual([
      'onMain 0 for 0',
      'onMain 1 for 1',
    ]);
    expect(inGroup.protocol).toEqual(['begin', 'failed Test::Thing#0, Test::Thing#1', 'end partial']);
    const before = failing(['onPrepareBegin 1']);
    expect(skipped(await runOn(before, { graph: graphOf(3), hooks, group }))).toEqual([
      'onPrepareFinish 0+1 for 1',
      'onMain 1 for 1',
      'onMain 0 for 1',
    ]);
    expect(before.outcomes).toMatchObject([
      {
        failures: [
          { resource: { id: '1' }, skipped: false },
          { resource: { id: '0' }, skipped: true },
        ],
      },
    ]);
    const after = failing(['onMain 1']);
    expect(skipped(await runOn(after, { graph: graphOf(3), hooks, group }))).toEqual([]);
    expect(after.protocol).toEqual(['begin', 'failed Test::Thing#1', 'end partial']);
  });

  it('lets a group run when all its members are tolerant', async () => {
    const group = { ids: ['1', '2'], hooks: ['onComplete' as const] };
    const graph = graphOf(4, '1>0');
    expect(started(await runOn(failing(['onMain 0']), { graph, group, tolerant: ['1', '2'] }))).toContain(
      'onComplete 1+2',
    );
    for (const tolerant of [['1'], ['2']]) {
      expect(skipped(await runOn(failing(['onMain 0']), { graph, group, tolerant }))).toEqual(['onComplete 1+2 for 0']);
    }
  });
});
