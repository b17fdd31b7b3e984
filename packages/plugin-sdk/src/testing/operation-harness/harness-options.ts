import type { Context } from '../../context.js';
import type { GraphView } from '../../hook-arguments.js';
import type { HookName } from '../../hook.js';
import type { Json } from '../../json.js';
import type { Logger } from '../../logger.js';
import type { Resource, ResourceKey } from '../../resource.js';

/** The resource whose life is gone through, and what is around it. */
export interface HarnessOptions {
  readonly resource: Resource;
  /** The plugin's sections of a provider file, as written there: the `configSchema` makes of it what hooks see. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Default: that of project `project`. */
  readonly context?: Context;
  /** The resource's dependents. Default: none. */
  readonly children?: readonly Resource[];
  /** What the resource depends on. Default: nothing. */
  readonly parents?: readonly Resource[];
  /** In place of `children` and `parents`, when hooks look further. */
  readonly graph?: GraphView;
  /** When the checkpoint was created. Default: now. */
  readonly createdAt?: Date;
  /** In restore: the new ids of other resources, by `type#id`. Read whenever a hook asks. */
  readonly mapping?: Readonly<Record<ResourceKey, string>>;
  /** What an earlier version of the plugin stored, to be restored without a protect before. */
  readonly savedInfo?: Json;
  /** Default: silence. */
  readonly log?: Logger;
}

/** Where an operation is made to fail. */
export type HarnessFailure =
  | { readonly before: HookName }
  | { readonly after: HookName }
  | {
      /** The nth effect that the operation acquires, counted from 1. */
      readonly effect: number;
      /**
       * `intended`: before `make` is called. `made`: `make` went well and its answer is lost, so `release` gets no
       * `result`. `recorded`: right after its answer was recorded.
       */
      readonly when: 'intended' | 'made' | 'recorded';
    };

/** How one operation is run. */
export interface HarnessRunOptions {
  /** Makes it fail there, with `KARBOR_FAULT_INJECTED`. */
  readonly fail?: HarnessFailure;
  /** Before this hook the time of all that is urgent is up, in an operation that goes on: it is released. */
  readonly overdueBefore?: HookName;
  /** Cancels it. */
  readonly signal?: AbortSignal;
}
