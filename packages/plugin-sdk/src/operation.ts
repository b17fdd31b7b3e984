import type { CheckArguments, GroupArguments, HookArguments } from './hook-arguments.js';
import type { HookResult } from './hook-result.js';
import type { Resource } from './resource.js';
import type { Inferred } from './inferred.js';

/** The hooks of an operation. One that is absent is a no-op, and order holds through it. */
export interface Hooks<Arguments> {
  /** Before anything of its dependents. */
  onPrepareBegin?(args: Arguments): HookResult;
  /** After `onPrepareFinish` of its dependents. */
  onPrepareFinish?(args: Arguments): HookResult;
  /** The long work; overlaps with everybody else's. */
  onMain?(args: Arguments): HookResult;
  /** After `onComplete` of its dependents. */
  onComplete?(args: Arguments): HookResult;
}

/** How a plugin does one operation. */
export interface Operation<
  ParametersSchema,
  Arguments extends HookArguments<Inferred, Inferred, Inferred, Inferred>,
  Applies,
> extends Hooks<Arguments> {
  readonly parametersSchema?: ParametersSchema;
  /** False: there is nothing to do for this resource. Asked once; the answer is recorded. */
  applies?(args: Applies): boolean;
  /**
   * Asks outside whether the operation can be done as it was asked for, and throws when not. Called once, with all
   * resources of this plugin that it applies to, before anything of the operation exists; so it MUST NOT change anything.
   */
  check?(args: CheckArguments<Arguments>): Promise<void> | void;
  /**
   * Of `protect`. False: it neither changes a resource nor needs it to stay as it is, so that several operations may work
   * on it at once (an image that several servers share). Default true: the second is refused, or waits.
   */
  readonly exclusive?: boolean;
  /** Under `on_failure = continue`, when a resource that this one waits for has failed. Default `skip`. */
  readonly whenRelatedFailed?: 'run' | 'skip';
  /** One task for all resources with one key, in place of its members' hook of that name. */
  readonly group?: {
    /** Resources with the same key form a group; `undefined` leaves a resource out of any. */
    key(resource: Resource): string | undefined;
    readonly hooks: Hooks<GroupArguments<Arguments>>;
  };
}
