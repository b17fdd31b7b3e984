import type { Context, OperationName, Resource, ResourceReference } from '@karbor/plugin-sdk';
import type { CheckpointQuery, CheckpointSummary, Checkpoint } from '../checkpoint/checkpoint.js';
import type { TaskFlow } from '../flow/task-flow.js';

/** Parameters by `type` and by `type#id`; members of the second win over members of the first. */
export type ParametersByResource = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What to protect. */
export interface Plan {
  /** By which its checkpoints are listed. Default: the name. */
  readonly id?: string;
  readonly name: string;
  /** The roots: their dependents are protected with them. */
  readonly resources: readonly (ResourceReference & { readonly name?: string })[];
  readonly parameters?: ParametersByResource;
}

/** Which checkpoint, and how. */
export interface CheckpointRequest {
  readonly checkpointId: string;
  readonly parameters?: ParametersByResource;
  /**
   * When another operation holds what it needs, or works on the checkpoint: waits for it, instead of failing with
   * `KARBOR_RESOURCE_HELD` or `KARBOR_OPERATION_RUNNING`.
   */
  readonly wait?: boolean;
}

/** With `resources`, only these and their dependents. */
export interface PartialRequest extends CheckpointRequest {
  readonly resources?: readonly ResourceReference[];
}

/**
 * `cancel`: delete also when another is, or may be, at work on it. That one stops within seconds; what is stored is removed
 * when it has, or is known to be gone.
 */
export interface DeleteRequest extends CheckpointRequest {
  readonly cancel?: boolean;
}

/**
 * What to go on with: what works on a checkpoint (a protect or delete that was cut off, a protect that failed, in whole or
 * in part), or a restore or verify by the id of its operation.
 */
export type ResumeRequest =
  | { readonly checkpointId: string; readonly wait?: boolean }
  | { readonly operationId: string; readonly wait?: boolean };

/** How somebody waits until nobody works any more on what is to be worked on, or until it is certain that the last owner is gone. */
export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the milliseconds after which it will be certain. */
  readonly onWaiting?: (remainingMs: number) => void;
  /** Told once of each operation whose end is waited for, by an error that names it. */
  readonly onHeld?: (error: Error) => void;
}

/** How and for what a thaw waits. */
export interface ThawOptions extends WaitOptions {
  /** Lets go only what may be held no longer, whoever works on the operation: waits for nobody, and refuses nothing. */
  readonly onlyOverdue?: boolean;
}

/** An operation that has not ended, or has left something outside. */
export interface UnfinishedOperation {
  readonly operationId: string;
  readonly operation: OperationName;
  readonly checkpointId: string;
  /** Who asked: what it has outside is this project's. */
  readonly projectId: string;
  /** The checkpoint's, where that is another one. */
  readonly checkpointProjectId?: string;
  readonly userId?: string;
  readonly startedAt: Date;
  /**
   * `alive`: somebody works on it. `gone`: nobody does. `unknown`: its lease has not run out as far as one look tells; a
   * resume or release watches it.
   */
  readonly owner: 'alive' | 'gone' | 'unknown';
  /**
   * `running`: it has not ended. `ended`: it has, and left effects outside. `stale`: nothing is left of it but its entry.
   */
  readonly state: 'running' | 'ended' | 'stale';
  /** What it has outside now. */
  readonly effects: readonly { readonly resource: string; readonly kind: string; readonly tag: string }[];
}

/** Something that stood still, and was let go. */
export interface ThawedEffect {
  readonly resource: Resource;
  readonly kind: string;
  readonly tag: string;
}

/** Operations that run, were cut off or left something outside. */
export interface ProviderOperations {
  /** Those of the context's project, or of all projects without one. */
  list(context?: Context): AsyncIterable<UnfinishedOperation>;
  /** How many there are of other projects. Reads their entries alone. */
  countOthers(context: Context): Promise<number>;
  /**
   * The flow that releases all that an operation has outside whose owner is gone, and sets its checkpoint to `error` (or
   * `error-deleting`; `partial` when it was a retry of one); `undefined` when only its entry was left, which is removed.
   * @throws KarborError `KARBOR_OPERATION_NOT_FOUND`, `KARBOR_OPERATION_RUNNING` while its owner is alive
   */
  release(operationId: string, context: Context, options?: WaitOptions): Promise<TaskFlow | undefined>;
  /**
   * Lets go at once what an operation holds still (a paused server) whose owner is gone, and records nothing in its
   * checkpoint: a later release, resume or delete takes care of the rest. What may be held no longer is let go whether the
   * owner is gone or not. Needs the bank only to be read. Gives what was let go.
   * @throws KarborError `KARBOR_OPERATION_NOT_FOUND`, `KARBOR_OPERATION_RUNNING` while its owner is alive,
   *   `KARBOR_RELEASE_FAILED`, as the only error or among those of an `AggregateError`
   */
  thaw(operationId: string, context: Context, options?: ThawOptions): Promise<readonly ThawedEffect[]>;
  /**
   * Leaves `protecting` or `deleting` by hand: sets a checkpoint to `error`, `partial` or `error-deleting`, whoever may be
   * at work on it. What it has outside stays, until it is deleted, resumed or swept; none of these begins before whoever was
   * at work has stopped. Every other status is left without: by a resume (`error`, `partial`) or a delete (all but `deleted`).
   * @throws KarborError `KARBOR_CHECKPOINT_STATUS` when it is neither
   */
  reset(checkpointId: string, context: Context): Promise<void>;
  /** Removes the leases that processes of this machine have left which are no more. Operations of theirs stay as they are. */
  tidy(): Promise<void>;
}

/** JSON Schemas of the input of one resource type, for forms. Missing where the plugin has none. */
export interface ResourceTypeSchemas {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly restore?: Readonly<Record<string, unknown>>;
  readonly delete?: Readonly<Record<string, unknown>>;
  readonly verify?: Readonly<Record<string, unknown>>;
  readonly savedInfo?: Readonly<Record<string, unknown>>;
}

/** A plugin or bank as it was loaded. */
export interface LoadedModule {
  /** As the provider file names it. */
  readonly module: string;
  /** The definition's own name. */
  readonly name: string;
  /** The version of its npm package. */
  readonly version: string;
}

export interface LoadedPlugin extends LoadedModule {
  readonly resourceTypes: readonly string[];
  /** Those that the plugin implements; core verifies and deletes without it. */
  readonly operations: readonly OperationName[];
}

/** How the resources of this provider's types are found. */
export interface ProviderProtectables {
  types(): readonly { readonly type: string; readonly parentTypes: readonly string[] }[];
  /** @throws KarborError `KARBOR_RESOURCE_TYPE_UNKNOWN` */
  list(type: string, context: Context, signal?: AbortSignal): Promise<readonly Resource[]>;
  /** @throws KarborError `KARBOR_RESOURCE_TYPE_UNKNOWN`, `KARBOR_RESOURCE_NOT_FOUND` */
  show(resource: ResourceReference, context: Context, signal?: AbortSignal): Promise<Resource>;
  /** Direct dependents of a resource. */
  dependents(resource: ResourceReference, context: Context, signal?: AbortSignal): Promise<readonly Resource[]>;
}

/** The checkpoints that this provider wrote, of the context's `checkpointProjectId`, else of its `projectId`. */
export interface ProviderCheckpoints {
  list(context: Context, query?: CheckpointQuery): AsyncIterable<CheckpointSummary>;
  /** @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND`, `KARBOR_CHECKPOINT_CORRUPT` */
  show(context: Context, id: string): Promise<Checkpoint>;
}

/** One provider file come alive: a bank, and the plugin of each resource type. */
export interface ProtectionProvider {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The path of its file. */
  readonly file: string;
  readonly bank: LoadedModule;
  readonly plugins: readonly LoadedPlugin[];
  readonly protectables: ProviderProtectables;
  readonly checkpoints: ProviderCheckpoints;
  readonly operations: ProviderOperations;
  /** JSON Schemas (of the input) by resource type. */
  schemas(): Readonly<Record<string, ResourceTypeSchemas>>;
  /**
   * Walks the live graph. With `wait`, an operation that holds one of the resources is waited for when the flow runs; the
   * graph is not walked again then.
   * @throws KarborError before anything is written when something about it is wrong
   */
  protect(plan: Plan, context: Context, options?: { readonly signal?: AbortSignal; readonly wait?: boolean }): Promise<TaskFlow>;
  /**
   * The checkpoint may be another project's (`checkpointProjectId` of the context), as for `verify`; a resume, release or thaw
   * of the operation is asked for by the context's `projectId`, and needs no `checkpointProjectId`.
   * `options` say how an operation that works on the checkpoint is waited for, with `wait`. Another operation may work on it
   * before the flow runs: it then fails with `KARBOR_CHECKPOINT_BUSY`.
   * @throws KarborError `KARBOR_OPERATION_RUNNING` naming the operation, without `wait`
   */
  restore(request: PartialRequest, context: Context, options?: WaitOptions): Promise<TaskFlow>;
  /** @throws KarborError as `restore`, without `cancel` */
  delete(request: DeleteRequest, context: Context, options?: WaitOptions): Promise<TaskFlow>;
  /** @throws KarborError as `restore` */
  verify(request: PartialRequest, context: Context, options?: WaitOptions): Promise<TaskFlow>;
  /**
   * Goes on after the last hooks that are recorded; what had stood still together is taken together again. What failed is
   * done again.
   * @throws KarborError `KARBOR_OPERATION_RUNNING` while its owner is alive, `KARBOR_NOTHING_TO_RESUME`,
   *   `KARBOR_CHECKPOINT_STATUS`, `KARBOR_OPERATION_NOT_FOUND`
   */
  resume(request: ResumeRequest, context: Context, options?: WaitOptions): Promise<TaskFlow>;
  /** Closes the bank. Nothing may be called afterwards. */
  close(): Promise<void>;
}
