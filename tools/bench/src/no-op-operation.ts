import type { RunningOperation } from '@karbor/core';

/** The hook of the benchmark: what an author writes who has nothing to do. */
export async function noOp(): Promise<void> {
  // Nothing to do.
}

const nothing = (): Promise<never[]> => Promise.resolve([]);

/** An operation of nothing but no-op hooks. */
export const noOpOperation: RunningOperation = {
  begin: noOp,
  run: noOp,
  ended: () => undefined,
  undo: noOp,
  abandon: () => undefined,
  releaseUrgent: nothing,
  releaseOutstanding: nothing,
  end: noOp,
};
