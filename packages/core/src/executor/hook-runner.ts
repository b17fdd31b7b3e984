import type { HookName, HookResult, Resource, ResourceReference } from '@karbor/plugin-sdk';
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

/** A resource that has failed in an operation that goes on without it. */
export interface RelatedFailure {
  readonly resource: Resource;
  readonly error: Error;
}

/** `skipped`: it has not failed itself but waited for what did; `error` (`KARBOR_RELATED_FAILED`) then says for what. */
export interface ResourceFailure extends RelatedFailure {
  readonly skipped: boolean;
}

/** One try at a task. */
export interface HookAttempt {
  /** From 1. */
  readonly number: number;
  /** Aborted on cancel, on failure of the operation or of its resource, and past the hook's timeout. */
  readonly signal: AbortSignal;
  /**
   * The resources that this task, or an earlier one of its resources, waited for and that had failed when it started.
   * Empty but under `onFailure: 'continue'`.
   */
  readonly failed: readonly RelatedFailure[];
}

/** Runs hooks, in this process or elsewhere. The one port between the executor and the hooks. */
export interface HookRunner {
  /** Starts a hook. It has failed when this throws or what it gives rejects or errors. */
  run(task: HookTask, attempt: HookAttempt): HookResult;
}

/** How an operation ended. */
export type OperationOutcome =
  | { readonly status: 'done' }
  | { readonly status: 'partial'; readonly failures: readonly ResourceFailure[] }
  | { readonly status: 'failed' | 'cancelled'; readonly errors: readonly Error[] };

/** How what stands behind a flow stops it. Usable until `end` is called; later calls are ignored. */
export interface OperationControl {
  /** The policy is `onFailure: 'continue'`: what has failed does not stop the rest. */
  readonly goesOn: boolean;
  /** The whole operation fails with this error, whatever the policy says. */
  halt(error: Error): void;
  /**
   * A resource has failed with this error: under `onFailure: 'rollback'` the same as `halt`; under `continue` its
   * running hook is told to stop, and it and what waits for it go no further. One that has failed before is ignored.
   * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` when the flow's graph does not have it
   */
  failResource(resource: ResourceReference, error: Error): void;
}

/**
 * What stands behind a flow: the hooks, and the operation's own records. The executor calls `begin` first, then runs
 * hooks; then either `end` with `done`, or, when anything failed or was cancelled, `releaseUrgent` at once,
 * `releaseOutstanding` after the running hooks have settled or were abandoned, and `end` with what happened.
 *
 * Under `onFailure: 'continue'` a failure of a hook is one of its resources: `failed` is called for them and for all that
 * is skipped with them, everything else runs on, and where anything is good `end` is called with `partial`. When that
 * rejects, or nothing is good, the operation has failed as above.
 */
export interface RunningOperation extends HookRunner {
  /**
   * Opens the operation; when this rejects, `end` closes what may have been opened, and nothing is released. It is not
   * called for an operation that is cancelled before its turn, and then neither is `end`. `emit` may be called until
   * `end` has settled. `signal` is aborted on cancel and on failure: this MUST then settle soon.
   */
  begin(emit: (event: EventBody) => void, signal: AbortSignal, control: OperationControl): Promise<void>;
  /** A hook has ended well: what it left counts. Its successors start after this. MAY throw: then the hook failed. */
  ended(task: HookTask, attempt: HookAttempt): Promise<void> | void;
  /** Before a task is tried again: releases the effects of this attempt and drops what it left. */
  undo(task: HookTask, attempt: HookAttempt): Promise<void>;
  /** The attempt did not settle in time: from now on its section, effects and `saveInfo` MUST refuse. */
  abandon(task: HookTask, attempt: HookAttempt): void;
  /**
   * Resources have failed and the operation goes on without them: releases their effects, urgent ones at once, and drops
   * what their hooks left. Called once for each resource, with all that fail of one cause; none of their hooks runs any
   * more, perhaps one was abandoned. Gives the errors of releases that failed; those effects stay outstanding.
   */
  failed(failures: readonly ResourceFailure[]): Promise<readonly Error[]>;
  /**
   * Releases effects marked urgent, in parallel: all, or those of some resources whose hooks have been told to stop and
   * for which `failed` is called when they have. Gives the errors of releases that failed.
   */
  releaseUrgent(resources?: readonly Resource[]): Promise<readonly Error[]>;
  /** Releases all other effects in order. Gives the errors of releases that failed; those effects stay outstanding. */
  releaseOutstanding(): Promise<readonly Error[]>;
  /**
   * Closes the operation. When `done` or `partial` rejects nothing was kept, and `end` is called again with what
   * happened.
   */
  end(outcome: OperationOutcome): Promise<void>;
}
