import { continuationOf } from './continuation.js';
import type { Continuation, ContinuationParts } from './continuation.js';
import { missingEffects } from './missing-effects.js';
import type { Asking } from './missing-effects.js';

/**
 * Decides from the journals, and from what is found to be there, where an operation goes on: what it had made may have been
 * released when the bank could not be told. @throws KarborError `KARBOR_EFFECT_UNKNOWN`, `KARBOR_EXISTS_FAILED`
 */
export async function foundContinuation(parts: ContinuationParts, asking: Asking): Promise<Continuation> {
  const assumed = continuationOf(parts);
  const missing = await missingEffects(assumed.relied, asking);
  return missing.size === 0 ? assumed : continuationOf({ ...parts, missing });
}
