import { hookNames, isKarborError } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HookTask } from '../executor/hook-runner.js';
import { chain, diamonds, graphOf, star } from '../graph/graph-shapes.fixture.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import { buildTaskFlow } from './build-task-flow.js';
import type { ResourceHooks } from './flow-definition.js';
import { hookSet } from './hook-set.js';
import { buildRandomFlow, cell, expectedOrder, nobody, randomFlow } from './random-flow.fixture.js';
import type { TaskFlow } from './task-flow.js';

const seed = 20_260_202;
const all = hookSet(hookNames);

function flowOf(graph: ResourceGraph, hooksOf: (n: number) => ResourceHooks): TaskFlow {
  return buildTaskFlow({
    ...{ operation: 'protect', operationId: 'o', checkpointId: 'c', graph, running: nobody },
    hooksOf: ({ id }) => hooksOf(Number(id)),
  });
}

const cellsOf = (task: HookTask) => task.resources.map(({ id }) => cell(id, hookNames.indexOf(task.hook)));
const named = (flow: TaskFlow, indexes: readonly number[]) => indexes.flatMap((index) => cellsOf(flow.task(index)));

/** All tasks that `next` leads to from a task. */
function reach(start: number, next: (index: number) => readonly number[]): Set<number> {
  const found = new Set<number>();
  const open = [start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    for (const one of next(index)) {
      if (found.has(one)) continue;
      found.add(one);
      open.push(one);
    }
  }
  return found;
}

describe('a task flow', () => {
  it('joins hooks by the six rules and by nothing else, through absent hooks and for every member of a group', () => {
    let refused = 0;
    fc.assert(
      fc.property(randomFlow({ groups: true }), (random) => {
        const order = expectedOrder(random);
        if ([...order].some(([one, before]) => before.has(one))) {
          refused += 1;
          expect(() => buildRandomFlow(random)).toThrow(expect.objectContaining({ code: 'KARBOR_GROUP_CYCLE' }));
          return;
        }
        const flow = buildRandomFlow(random);
        const running = new Set(flow.tasks().flatMap(cellsOf));
        for (const task of flow.tasks()) {
          const expected = new Set([...order.get(cellsOf(task)[0]!)!].filter((one) => running.has(one)));
          const before = reach(task.index, (index) => flow.predecessors(index));
          expect(new Set(named(flow, [...before]))).toEqual(expected);
          for (const one of flow.predecessors(task.index)) expect(flow.successors(one)).toContain(task.index);
          for (const one of flow.successors(task.index)) expect(flow.predecessors(one)).toContain(task.index);
        }
      }),
      { seed, numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('has one task for every hook that is implemented, and one for all members of a group', () => {
    fc.assert(
      fc.property(randomFlow({ groups: true }), (random) => {
        fc.pre(![...expectedOrder(random)].some(([one, before]) => before.has(one)));
        const flow = buildRandomFlow(random);
        const expected = random.hooks.flatMap(({ hooks, group }, n) =>
          [0, 1, 2, 3]
            .filter((phase) => ((hooks | (group?.hooks ?? 0)) & (1 << phase)) !== 0)
            .map((phase) => cell(n, phase)),
        );
        expect(flow.tasks().flatMap(cellsOf).sort()).toEqual(expected.sort());
        expect(flow.tasks().map(({ index }) => index)).toEqual(Array.from({ length: flow.size }, (_, index) => index));
        for (const task of flow.tasks()) {
          const groups = new Set(task.resources.map(({ id }) => random.hooks[Number(id)]?.group?.key));
          if (task.group === undefined) expect(task.resources).toHaveLength(1);
          else expect([...groups]).toEqual([task.group]);
        }
      }),
      { seed },
    );
  });

  it('names the direct neighbours of a task, past what is absent', () => {
    const mainOnly = hookSet(['onMain']);
    const prepare = hookSet(['onPrepareBegin', 'onPrepareFinish']);
    const graph = graphOf(3, '0>1 1>2');
    const flow = flowOf(graph, (n) => ({ hooks: n === 1 ? mainOnly : prepare }));
    const [begin0, finish0, main1, begin2, finish2] = [0, 1, 2, 3, 4];
    expect(flow.tasks().flatMap(cellsOf)).toEqual([
      '0:onPrepareBegin',
      '0:onPrepareFinish',
      '1:onMain',
      '2:onPrepareBegin',
      '2:onPrepareFinish',
    ]);
    expect(flow.successors(begin0)).toEqual([finish0, main1, begin2]);
    expect(flow.predecessors(finish0)).toEqual([begin0, finish2]);
    expect(flow.predecessors(main1)).toEqual([begin0, finish2]);
    expect(flow.successors(begin2)).toEqual([finish2]);
  });

  it('tells what it is for, and that there is no such task', () => {
    const flow = flowOf(chain(2), () => ({ hooks: all }));
    expect(flow).toMatchObject({ operation: 'protect', operationId: 'o', checkpointId: 'c', size: 8, policy: {} });
    expect(() => flow.task(8)).toThrow(RangeError);
    expect(() => flow.predecessors(-1)).toThrow(RangeError);
  });

  it('names the way round when a group would wait for itself, also through what is absent', () => {
    const group = { plugin: 'test', key: 'daily', hooks: hookSet(['onPrepareFinish']) };
    const graph = graphOf(3, '0>1 1>2');
    try {
      flowOf(graph, (n) => ({ hooks: 0, ...(n === 1 ? {} : { group }) }));
      expect.unreachable();
    } catch (error) {
      expect(isKarborError(error, 'KARBOR_GROUP_CYCLE')).toBe(true);
      expect((error as Error).message).toMatch(
        /Group "daily".*onPrepareFinish of group "daily" \(Test::Thing#0 \(thing 0\), Test::Thing#2 \(thing 2\)\)/,
      );
      expect((error as Error).message).toContain('onPrepareFinish of Test::Thing#1');
    }
  });

  it('keeps groups of two plugins and of two keys apart', () => {
    const graph = graphOf(4);
    const hooks = hookSet(['onMain']);
    const flow = flowOf(graph, (n) => ({
      hooks: 0,
      group: { plugin: n < 2 ? 'one' : 'two', key: n === 1 ? 'b' : 'a', hooks },
    }));
    expect(flow.tasks().map((task) => [task.group, cellsOf(task)])).toEqual([
      ['a', ['0:onMain']],
      ['b', ['1:onMain']],
      ['a', ['2:onMain', '3:onMain']],
    ]);
  });

  it('grows with resources and edges, also where most is absent', () => {
    const joins = flowOf(diamonds(40), (n) => ({ hooks: n % 3 === 0 ? 0 : all }));
    expect(joins.size).toBe(320);
    expect(joins.successors(0).length).toBeLessThan(10);
    const empty = flowOf(chain(10_000), () => ({ hooks: 0 }));
    expect(empty.size).toBe(0);
    const ends = flowOf(chain(10_000), (n) => ({ hooks: n === 0 || n === 9_999 ? all : 0 }));
    expect(ends.successors(0)).toEqual([1, 3, 4]);
    expect(flowOf(star(10_000), () => ({ hooks: all })).successors(0)).toHaveLength(10_000);
  });
});
