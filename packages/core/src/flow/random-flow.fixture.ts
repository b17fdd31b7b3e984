import { hookNames } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import type { RunningOperation } from '../executor/hook-runner.js';
import { partsOf, randomGraph, typeOf } from '../graph/random-graph.fixture.js';
import type { RandomGraph } from '../graph/random-graph.fixture.js';
import { ResourceGraph } from '../graph/resource-graph.js';
import { buildTaskFlow } from './build-task-flow.js';
import type { ResourceHooks } from './flow-definition.js';
import type { TaskFlow } from './task-flow.js';

/** A graph with what each resource implements. */
export interface RandomFlow {
  readonly graph: RandomGraph;
  /** By the number of the resource. */
  readonly hooks: readonly ResourceHooks[];
}

interface RandomFlowOptions {
  readonly groups: boolean;
  /** Some resources say `whenRelatedFailed: 'run'`. */
  readonly tolerance?: boolean;
  readonly most?: number;
}

export function randomFlow(options: RandomFlowOptions): fc.Arbitrary<RandomFlow> {
  const hookSet = fc.oneof(fc.nat(15), fc.constant(15), fc.constant(0));
  const key = options.groups ? fc.option(fc.constantFrom('a', 'b'), { nil: undefined }) : fc.constant(undefined);
  const whenRelatedFailed =
    options.tolerance === true ? fc.constantFrom('run' as const, 'skip' as const) : fc.constant('skip' as const);
  return randomGraph(options.most).chain((graph) => {
    const each = { minLength: graph.count, maxLength: graph.count };
    return fc
      .tuple(
        fc.array(hookSet, each),
        fc.array(key, each),
        fc.array(fc.nat(15), { minLength: 3, maxLength: 3 }),
        fc.array(whenRelatedFailed, each),
      )
      .map(
        ([sets, keys, grouped, tolerance]): RandomFlow => ({
          graph,
          hooks: sets.map((hooks, n): ResourceHooks => {
            const groupKey = keys[n];
            const own = { hooks, whenRelatedFailed: tolerance[n]! };
            return groupKey === undefined
              ? own
              : { ...own, group: { plugin: typeOf(n), key: groupKey, hooks: grouped[n % 3]! } };
          }),
        }),
      );
  });
}

export function buildRandomFlow({ graph, hooks }: RandomFlow, running = nobody): TaskFlow {
  return buildTaskFlow({
    ...{ operation: 'protect', operationId: 'operation', checkpointId: 'checkpoint', running },
    graph: ResourceGraph.from(partsOf(graph)),
    hooksOf: ({ id }) => hooks[Number(id)]!,
  });
}

/** For flows that never run. */
export const nobody = {} as RunningOperation;

/** A hook of a resource: `3:onMain`. */
export function cell(resource: number | string, phase: number): string {
  return `${resource}:${hookNames[phase]!}`;
}

/**
 * What the design says: for every hook of every resource, also absent ones, all those that end before it starts. Hooks
 * that one group's task stands for are one.
 */
export function expectedOrder({ graph, hooks }: RandomFlow): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, Set<string>>();
  const cells = hooks.flatMap((_, n) => [0, 1, 2, 3].map((phase) => cell(n, phase)));
  for (const one of cells) direct.set(one, new Set());
  const before = (first: string, second: string) => direct.get(second)!.add(first);
  for (let n = 0; n < graph.count; n++) for (const phase of [0, 1, 2]) before(cell(n, phase), cell(n, phase + 1));
  for (const [parent, child] of graph.edges) {
    before(cell(parent, 0), cell(child, 0));
    before(cell(child, 1), cell(parent, 1));
    before(cell(child, 3), cell(parent, 3));
  }
  const members = sameTask(hooks);
  const order = new Map<string, Set<string>>();
  for (const start of cells) {
    const found = new Set<string>();
    const open = [...members(start)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const predecessor of direct.get(next)!) {
        for (const member of members(predecessor)) {
          if (found.has(member)) continue;
          found.add(member);
          open.push(member);
        }
      }
    }
    order.set(start, found);
  }
  return order;
}

/** All hooks that run in one task with a hook, itself among them. */
function sameTask(hooks: readonly ResourceHooks[]): (one: string) => readonly string[] {
  const tasks = new Map<string, string[]>();
  const taskOf = new Map<string, string>();
  for (const [n, { group }] of hooks.entries()) {
    for (const phase of [0, 1, 2, 3]) {
      const isGrouped = group !== undefined && (group.hooks & (1 << phase)) !== 0;
      const task = isGrouped ? `${group.plugin} ${group.key} ${phase}` : cell(n, phase);
      taskOf.set(cell(n, phase), task);
      tasks.set(task, [...(tasks.get(task) ?? []), cell(n, phase)]);
    }
  }
  return (one) => tasks.get(taskOf.get(one)!)!;
}
