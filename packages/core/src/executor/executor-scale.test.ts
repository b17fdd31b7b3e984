import { hookNames } from '@karbor/plugin-sdk';
import type { HookResult } from '@karbor/plugin-sdk';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { chain, diamonds, star } from '../graph/graph-shapes.fixture.js';
import { Executor } from './executor.js';
import { observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { testFlow } from './test-flow.fixture.js';

const hooks: [string, () => HookResult][] = [
  ['nothing', () => undefined],
  ['promises', () => Promise.resolve()],
  ['observables that complete at once', () => of({ done: 1 })],
];
const shapes = [
  ['40 diamonds', diamonds(40)],
  ['a chain of 10,000', chain(10_000)],
  ['a star of 10,000', star(10_000)],
] as const;

describe.each(shapes)('%s', (_, graph) => {
  it.each(hooks)('runs through hooks that give %s', async (__, hook) => {
    const operation = new RecordedOperation(hook);
    const { events, error } = await observe(new Executor().run(testFlow(operation, { graph, hooks: hookNames })));
    expect(error).toBeUndefined();
    expect(events.filter(({ type }) => type === 'hook')).toHaveLength(8 * graph.resources.length);
  });

  it('runs where only the ends implement anything', async () => {
    const operation = new RecordedOperation();
    const flow = testFlow(operation, { graph, hooks: ['onComplete'] });
    const { error } = await observe(new Executor().run(flow));
    expect(error).toBeUndefined();
    expect(operation.told.flatMap((told) => (told.what === 'run' ? [told.task.resources[0]?.id] : [])).at(-1)).toBe(
      '0',
    );
  });

  it('fails and is cancelled, and tells of every task that is skipped', async () => {
    const failing = new RecordedOperation(() => Promise.reject(new Error('no')));
    const failed = await observe(new Executor().run(testFlow(failing, { graph, hooks: hookNames })));
    expect(failed.events.filter(({ type }) => type === 'skip')).toHaveLength(4 * graph.resources.length - 1);
    const stop = new AbortController();
    const stream = new Executor().run(testFlow(new RecordedOperation(), { graph, hooks: hookNames }), {
      signal: stop.signal,
    });
    const cancelled = await observe(stream, ({ seq }) => seq === 3 && stop.abort());
    expect(cancelled.error?.code).toBe('KARBOR_CANCELLED');
  });
});
