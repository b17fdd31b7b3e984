import { hookNames } from '@karbor/plugin-sdk';
import type { HookName } from '@karbor/plugin-sdk';
import { buildTaskFlow } from '../flow/build-task-flow.js';
import { hookSet } from '../flow/hook-set.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { graphOf } from '../graph/graph-shapes.fixture.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { FlowPolicy } from './executor-policy.js';
import type { HookTask, RunningOperation } from './hook-runner.js';

export interface TestFlowOptions {
  readonly graph?: ResourceGraph;
  /** What every resource implements. */
  readonly hooks?: readonly HookName[];
  readonly policy?: Partial<FlowPolicy>;
  /** Ids of resources that say `whenRelatedFailed: 'run'`. */
  readonly tolerant?: readonly string[];
  /** Ids of resources that are one group for some hooks. */
  readonly group?: { readonly ids: readonly string[]; readonly hooks: readonly HookName[] };
}

/** A flow over some resources; by default two that stand side by side, with `onMain` only: tasks 0 and 1. */
export function testFlow(running: RunningOperation, options: TestFlowOptions = {}): TaskFlow {
  const { graph = graphOf(2), hooks = ['onMain'], policy = {}, tolerant = [], group } = options;
  const set = hookSet(hooks);
  return buildTaskFlow({
    ...{ operation: 'protect', operationId: 'operation-1', checkpointId: 'checkpoint-1', graph, policy, running },
    hooksOf: ({ id }) => ({
      hooks: set,
      ...(tolerant.includes(id) && { whenRelatedFailed: 'run' }),
      ...(group?.ids.includes(id) === true && { group: { plugin: 'test', key: 'g', hooks: hookSet(group.hooks) } }),
    }),
  });
}

/** `onMain 1` is that hook of resource 1. */
export function nameOf({ hook, resources }: Pick<HookTask, 'hook' | 'resources'>): string {
  return `${hook} ${resources.map(({ id }) => id).join('+')}`;
}

export const allHooks = hookNames;

/** A promise and what settles it. */
export interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function deferred(): Deferred {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((keep, refuse) => {
    resolve = keep;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
