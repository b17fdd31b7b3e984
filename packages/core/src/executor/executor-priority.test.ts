import { hookNames } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildTaskFlow } from '../flow/build-task-flow.js';
import { hookSet } from '../flow/hook-set.js';
import { chain, graphOf } from '../graph/graph-shapes.fixture.js';
import { ResourceGraph } from '../graph/resource-graph.js';
import type { ResourceEdge } from '../graph/resource-graph.js';
import { Executor } from './executor.js';
import { inWords, observe } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { testFlow } from './test-flow.fixture.js';

/** The order in which hooks start when one runs at a time. */
async function startsOneByOne(graph: ResourceGraph): Promise<string[]> {
  const flow = testFlow(new RecordedOperation(), { graph, hooks: hookNames });
  const { events } = await observe(new Executor({ hooks: 1 }).run(flow));
  return events
    .map(inWords)
    .flatMap((words) =>
      words.startsWith('started') ? [words.slice('started '.length).replace(' Test::Thing#', ' ')] : [],
    );
}

describe('among ready hooks', () => {
  it('what ends a window goes before what begins one, children before new roots, and the long work last', async () => {
    expect(await startsOneByOne(graphOf(4, '0>1 2>3'))).toEqual([
      ...['onPrepareBegin 0', 'onPrepareBegin 1', 'onPrepareFinish 1', 'onPrepareFinish 0'],
      ...['onPrepareBegin 2', 'onPrepareBegin 3', 'onPrepareFinish 3', 'onPrepareFinish 2'],
      ...[
        'onMain 1',
        'onComplete 1',
        'onMain 0',
        'onComplete 0',
        'onMain 3',
        'onComplete 3',
        'onMain 2',
        'onComplete 2',
      ],
    ]);
  });

  it('those of one kind go in the order of the graph', async () => {
    const starts = await startsOneByOne(graphOf(4, '0>1 0>2 0>3'));
    expect(starts.filter((words) => words.startsWith('onPrepareFinish'))).toEqual(
      ['1', '2', '3', '0'].map((id) => `onPrepareFinish ${id}`),
    );
    expect(starts.filter((words) => words.startsWith('onMain'))).toEqual(
      ['1', '2', '3', '0'].map((id) => `onMain ${id}`),
    );
  });

  it('depth has no end', async () => {
    const starts = await startsOneByOne(chain(100));
    expect(starts.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => `onPrepareBegin ${n}`));
  });

  describe('with 100 servers, 10 hooks at once and calls of 200 ms', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it.each(['a project above them', 'no project'])(
      'a frozen server waits for its own volumes only: %s',
      async (top) => {
        const resources: Resource[] = [];
        const edges: ResourceEdge[] = [];
        if (top !== 'no project') resources.push({ type: 'Project', id: 'p', name: '' });
        for (let server = 0; server < 100; server++) {
          resources.push({ type: 'Server', id: `${server}`, name: '' });
          if (top !== 'no project') edges.push(['Project#p', `Server#${server}`]);
          for (const volume of [`${server}a`, `${server}b`]) {
            resources.push({ type: 'Volume', id: volume, name: '' });
            edges.push([`Server#${server}`, `Volume#${volume}`]);
          }
        }
        const frozenAt = new Map<string, number>();
        const frozenFor: number[] = [];
        const operation = new RecordedOperation(async ({ hook, resources: [resource] }) => {
          await new Promise((resolve) => setTimeout(resolve, 200));
          if (resource?.type === 'Server' && hook === 'onPrepareBegin') frozenAt.set(resource.id, Date.now());
          if (resource?.type === 'Server' && hook === 'onPrepareFinish')
            frozenFor.push(Date.now() - frozenAt.get(resource.id)!);
        });
        const hooks = {
          Project: hookSet(['onMain']),
          Server: hookSet(hookNames),
          Volume: hookSet(['onPrepareFinish', 'onMain', 'onComplete']),
        };
        const flow = buildTaskFlow({
          ...{
            operation: 'protect',
            operationId: 'o',
            checkpointId: 'c',
            graph: ResourceGraph.from({ resources, edges }),
            running: operation,
          },
          hooksOf: ({ type }) => ({ hooks: hooks[type as keyof typeof hooks] }),
        });
        const run = observe(new Executor({ hooks: 10 }).run(flow));
        await vi.runAllTimersAsync();
        expect((await run).error).toBeUndefined();
        // The snapshots of 20 volumes in two rounds, and the call that ends it.
        expect(frozenFor).toEqual(Array.from({ length: 100 }, () => 600));
      },
    );
  });
});
