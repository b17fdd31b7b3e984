import type { Progress } from '@karbor/plugin-sdk';
import { heldId } from '../held.js';
import type { Protect } from '../hook-arguments.js';
import type { SavedCopy } from '../saved-info.js';

/** `protect_mode: snapshot`: the snapshot stays in the cloud and is the copy. */
export async function* keepSnapshot({ effects }: Protect): AsyncGenerator<Progress, SavedCopy<'snapshot'>> {
  const snapshotId = heldId(effects, 'snapshot');
  await effects.keep('snapshot');
  yield { message: `keeps snapshot ${snapshotId}` };
  return { mode: 'snapshot', snapshotId };
}
