import type { EffectDefinition, HookName, Json, Resource } from '@karbor/plugin-sdk';

/** An effect from its intent on, until it is void or released or the operation that keeps it has ended. */
export interface OutstandingEffect {
  readonly resource: Resource;
  readonly hook: HookName;
  /** The attempt of the hook that acquired it. */
  readonly attempt: number;
  readonly kind: string;
  readonly tag: string;
  readonly data: Json;
  readonly definition: EffectDefinition;
  /** The configuration of the plugin that defines the kind. */
  readonly config: unknown;
  /** Of an urgent kind: when any process may release it. */
  readonly until?: Date;
  /** Of an urgent kind: when `make` was called, in milliseconds of `performance.now()`. */
  since?: number;
  /** In the same: when it was let go of at the latest, if its owner is gone. */
  readonly endedBy?: number;
  /** `intended` until what `make` gave is known; `kept` when it shall be the user's. */
  state: 'intended' | 'made' | 'kept';
  /** What `make` gave: JSON, but for a session kind whatever it is. */
  result: unknown;
  /** Set while `make` runs: what it brings is looked after when it arrives. */
  making: boolean;
  /** It arrived when this owner had lost its lease: nobody else counts on it, so that it may be released without. */
  isStray?: boolean;
  /** Set while it is being released: a second release waits for the first. */
  releasing?: Promise<void> | undefined;
}
