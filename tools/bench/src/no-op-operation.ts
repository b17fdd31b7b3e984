import type { HookAttempt, HookTask, RunningOperation } from '@karbor/core';

/** The hook of the benchmark: what an author writes who has nothing to do. */
export async function noOp(_task: HookTask, _attempt: HookAttempt): Promise<void> {
  // Nothing to do.
}

const nothing = (): Promise<void> => Promise.resolve();
const noErrors = (): Promise<never[]> => Promise.resolve([]);

/** An operation of nothing but no-op hooks. */
export const noOpOperation: RunningOperation = {
  begin: nothing,
  run: noOp,
  ended: () => undefined,
  undo: nothing,
  abandon: () => undefined,
  failed: noErrors,
  releaseUrgent: noErrors,
  releaseOutstanding: noErrors,
  end: nothing,
};
