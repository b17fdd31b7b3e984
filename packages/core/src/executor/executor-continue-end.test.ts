import { hookNames, KarborError } from '@karbor/plugin-sdk';
import { describe, expect, it } from 'vitest';
import { chain, graphOf, star } from '../graph/graph-shapes.fixture.js';
import { diskFull, failing, runOn } from './continued-run.fixture.js';
import { Executor } from './executor.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { deferred, testFlow } from './test-flow.fixture.js';

describe('under onFailure "continue" an operation', () => {
  it('counts what could not be released among the causes', async () => {
    const given = failing(['onMain 0'], {
      failed: () => Promise.resolve([new KarborError('KARBOR_RELEASE', 'snapshot left')]),
    });
    expect((await runOn(given)).error?.message).toContain(
      'The disk is full. (KARBOR_DISK_FULL) snapshot left (KARBOR_RELEASE)',
    );
    const thrown = failing(['onMain 0'], { failed: () => Promise.reject(new Error('bank away')) });
    const { error } = await runOn(thrown);
    expect(error?.code).toBe('KARBOR_OPERATION_PARTIAL');
    expect(error?.details['causes']).toMatchObject([{ code: 'KARBOR_DISK_FULL' }, { message: 'bank away' }]);
  });

  it('ends when what has failed is released', async () => {
    const released = deferred();
    const operation = failing(['onMain 0'], { failed: () => released.promise.then(() => []) });
    const observing = runOn(operation);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(operation.outcomes).toEqual([]);
    released.resolve();
    await observing;
    expect(operation.outcomes).toMatchObject([{ status: 'partial' }]);
  });

  it('has failed when nothing is good: all is released and every cause named', async () => {
    const operation = failing(['onMain 0', 'onMain 1']);
    const { error, events } = await runOn(operation);
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
    const { error } = await runOn(operation);
    expect(operation.protocol).toEqual([
      'begin',
      'failed Test::Thing#0',
      'end partial',
      'releaseUrgent',
      'releaseOutstanding',
      'end failed',
    ]);
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
    const observing = observe(new Executor({ onFailure: 'continue' }).run(flow, { signal: stop.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(operation.protocol).toEqual(['begin', 'failed Test::Thing#0', 'releaseUrgent']);
    released.resolve();
    const { error, events } = await observing;
    expect(operation.protocol.slice(3)).toEqual(['releaseOutstanding', 'end cancelled']);
    expect(error).toMatchObject({
      code: 'KARBOR_CANCELLED',
      details: { causes: [{ code: 'KARBOR_DISK_FULL' }, { code: 'KARBOR_HOOK_FAILED' }] },
    });
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
    const { error, events } = await runOn(operation, { graph, hooks: hookNames, tolerant: [`${tolerant}`] });
    expect(operation.protocol).toHaveLength(error?.code === 'KARBOR_OPERATION_PARTIAL' ? 3 : 5);
    const ends = events.filter(
      (event) => event.type === 'skip' || (event.type === 'hook' && event.status !== 'started'),
    );
    expect(ends).toHaveLength(40_000);
  });
});
