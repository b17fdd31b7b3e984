import type { Stage } from '../services/stage-names.js';

export interface StateOptions {
  /** Where the cloud's state is. Default: `karbor-openstack` in the user's folder for states. */
  readonly stateDir?: string | undefined;
  /** Gets a line for each step. */
  readonly log?: ((line: string) => void) | undefined;
}

export interface BringUpOptions extends StateOptions {
  /** How much of it. Default: `nova`, which is all. */
  readonly stage?: Stage | undefined;
  /** Whether to forget all that was in it. */
  readonly fresh?: boolean | undefined;
  /** Whether servers are real guests, of KVM. Default: as the state was started before; at first not. */
  readonly guests?: boolean | undefined;
  /** Ends it with the signal's reason; what was started then is stopped again. */
  readonly signal?: AbortSignal | undefined;
}
