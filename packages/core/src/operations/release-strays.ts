import type { OperationEffects } from '../effects/operation-effects.js';
import type { Fence } from '../running/fence.js';
import type { Predecessor } from './predecessor.js';

/**
 * Releases what owners before this one made after it had taken over: effects that are new, and those that were not there
 * when they were released, for their calls may have arrived since. Gives the errors of those that stay outstanding.
 */
export async function releaseStrays(
  predecessor: Predecessor,
  effects: OperationEffects,
  fence: Fence,
): Promise<readonly Error[]> {
  const unseen = predecessor.continuation.dropped.filter(({ state }) => state === 'intended');
  return await effects.releaseForeign([...(await fence.within(() => predecessor.late())), ...unseen]);
}
