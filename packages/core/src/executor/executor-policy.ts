import type { HookName } from '@karbor/plugin-sdk';

/** How often and when a hook that failed with a `retryable` error runs again. */
export interface RetryPolicy {
  /** Further attempts after the first. Default 0. */
  readonly retries: number;
  /** Milliseconds before the second attempt; doubled for each further one. Default 1000. */
  readonly delayMs: number;
  /** Milliseconds that no delay exceeds. Default 60,000. */
  readonly maximumDelayMs: number;
}

/** One attempt only. */
export const defaultRetryPolicy: RetryPolicy = { retries: 0, delayMs: 1000, maximumDelayMs: 60_000 };

/** What a flow's own defaults (from `[executor]` of its provider file) may say. */
export interface FlowPolicy {
  /** Hooks of one operation at once. Default 64. */
  readonly hooks: number;
  /** Hooks of one operation at once by phase. Default: no limit but `hooks`. */
  readonly hooksByPhase: Readonly<Partial<Record<HookName, number>>>;
  /**
   * Hooks of one operation at once by resource type; a group's counts for the type of its first member. Default: no
   * limit but `hooks`.
   */
  readonly hooksByType: Readonly<Record<string, number>>;
  /** Milliseconds that one attempt of a hook may take; it then fails with `KARBOR_HOOK_TIMEOUT`. Default: no limit. */
  readonly hookTimeoutMs?: number;
  /**
   * Milliseconds that the operation may take from its start until its end is recorded; it then fails with
   * `KARBOR_OPERATION_TIMEOUT`. Default: no limit.
   */
  readonly operationTimeoutMs?: number;
  /**
   * What comes of a hook that failed for good. `rollback` (the default): the operation fails, and everything is
   * released. `continue`: its resource fails and is released, what waits for it is skipped, and all else runs on.
   */
  readonly onFailure: 'rollback' | 'continue';
  /** Milliseconds that a running hook has to settle after its signal. Default 30,000. */
  readonly abortGraceMs: number;
  readonly retry: RetryPolicy;
}

/** The policy of an Executor: wins over a flow's own, and alone owns the limits across operations. */
export interface ExecutorPolicy extends Partial<FlowPolicy> {
  /** Operations at once. Default 4. */
  readonly operations?: number;
  /** Hooks of all operations together at once. Default: no limit but the operations' own. */
  readonly totalHooks?: number;
}
