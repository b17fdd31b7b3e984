import type { HookAttempt, HookTask, TaskFlow } from '@karbor/core';
import { noOp } from './no-op-operation.js';

/** The order of a flow in flat arrays, and nothing else. */
export interface BareFlow {
  readonly tasks: readonly HookTask[];
  readonly predecessorCounts: Int32Array;
  /** The successors of task `i` are `successors[offsets[i]]` to `successors[offsets[i + 1] - 1]`. */
  readonly offsets: Int32Array;
  readonly successors: Int32Array;
}

const attempt: HookAttempt = { number: 1, failed: [], signal: new AbortController().signal };

export function bareFlow(flow: TaskFlow): BareFlow {
  const { size } = flow;
  const tasks = flow.tasks();
  const predecessorCounts = new Int32Array(size);
  const offsets = new Int32Array(size + 1);
  const successors: number[] = [];
  for (let task = 0; task < size; task++) {
    for (const successor of flow.successors(task)) {
      successors.push(successor);
      predecessorCounts[successor] = (predecessorCounts[successor] as number) + 1;
    }
    offsets[task + 1] = successors.length;
  }
  return { tasks, predecessorCounts, offsets, successors: Int32Array.from(successors) };
}

/**
 * The limit for any executor: counts predecessors down and calls the hooks, as soon as they are ready and all at once.
 * No events, no limits, no failures, no cancel.
 */
export function runBareLoop({ tasks, predecessorCounts, offsets, successors }: BareFlow): Promise<void> {
  const pending = predecessorCounts.slice();
  const ready: number[] = [];
  let left = tasks.length;
  return new Promise((resolve) => {
    const ended = (task: number): void => {
      left -= 1;
      if (left === 0) resolve();
      for (let edge = offsets[task] as number; edge < (offsets[task + 1] as number); edge++) {
        const successor = successors[edge] as number;
        const count = (pending[successor] as number) - 1;
        pending[successor] = count;
        if (count === 0) ready.push(successor);
      }
      callReady();
    };
    const callReady = (): void => {
      for (let task = ready.pop(); task !== undefined; task = ready.pop()) {
        const called = task;
        void noOp(tasks[called] as HookTask, attempt).then(() => ended(called));
      }
    };
    for (let task = 0; task < tasks.length; task++) if (pending[task] === 0) ready.push(task);
    callReady();
  });
}
