import type { CheckpointStatus } from './checkpoint.js';

/**
 * Checks that a checkpoint may go from a status (`undefined`: it does not exist yet) to another. `cancel`: whoever
 * made it `protecting` or `deleting` is gone.
 * @throws KarborError `KARBOR_CHECKPOINT_STATUS` naming the status and what is allowed
 */
export declare function transition(
  from: CheckpointStatus | undefined,
  to: CheckpointStatus,
  options?: { readonly cancel?: boolean },
): void;
