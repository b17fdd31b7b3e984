import type { HookName, HookResult, Resource } from '@karbor/plugin-sdk';
import type { EventBody } from './operation-event.js';

/** One task of a flow: a hook of one resource, or of all members of a group. */
export interface HookTask {
  /** Its place in the flow. */
  readonly index: number;
  readonly hook: HookName;
  /** One resource, or all members of a group in the order of the graph. */
  readonly resources: readonly Resource[];
  /** The group's key. */
  readonly group?: string;
}

/** One try at a task. */
export interface HookAttempt {
  /** From 1. */
  readonly number: number;
  /** Aborted on cancel, on failure of the operation and past the hook's timeout. */
  readonly signal: AbortSignal;
}

/** Runs hooks, in this process or elsewhere. The one port between the executor and the hooks. */
export interface HookRunner {
  /** Starts a hook. It has failed when this throws or what it gives rejects or errors. */
  run(task: HookTask, attempt: HookAttempt): HookResult;
}

/** How an operation ended. */
export type OperationOutcome =
  { readonly status: 'done' } | { readonly status: 'failed' | 'cancelled'; readonly errors: readonly Error[] };

/**
 * What stands behind a flow: the hooks, and the operation's own records. The executor calls `begin` first, then runs
 * hooks; then either `end` with `done`, or, when anything failed or was cancelled, `releaseUrgent` at once,
 * `releaseOutstanding` after the running hooks have settled or were abandoned, and `end` with what happened.
 */
export interface RunningOperation extends HookRunner {
  /**
   * Opens the operation; when this rejects, `end` closes what may have been opened, and nothing is released. It is not
   * called for an operation that is cancelled before its turn, and then neither is `end`. `emit` may be called until
   * `end` has settled. `signal` is aborted on cancel and on failure: this MUST then settle soon.
   */
  begin(emit: (event: EventBody) => void, signal: AbortSignal): Promise<void>;
  /** A hook has ended well: what it left counts. Its successors start after this. MAY throw: then the hook failed. */
  ended(task: HookTask, attempt: HookAttempt): Promise<void> | void;
  /** Before a task is tried again: releases the effects of this attempt and drops what it left. */
  undo(task: HookTask, attempt: HookAttempt): Promise<void>;
  /** The attempt did not settle in time: from now on its section, effects and `saveInfo` MUST refuse. */
  abandon(task: HookTask, attempt: HookAttempt): void;
  /** Releases all effects marked urgent, in parallel. Gives the errors of releases that failed. */
  releaseUrgent(): Promise<readonly Error[]>;
  /** Releases all other effects in order. Gives the errors of releases that failed; those effects stay outstanding. */
  releaseOutstanding(): Promise<readonly Error[]>;
  /** Closes the operation. When `done` rejects nothing was kept, and `end` is called again with what happened. */
  end(outcome: OperationOutcome): Promise<void>;
}
