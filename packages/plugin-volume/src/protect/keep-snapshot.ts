import type { Progress } from '@karbor/plugin-sdk';
import { heldSnapshot } from '../held.js';
import type { Protect } from '../hook-arguments.js';
import type { SavedCopy } from '../saved-info.js';

/** `protect_mode: snapshot`: the snapshot stays in the cloud and is the copy; a group snapshot stays whole. */
export async function* keepSnapshot({ effects }: Protect): AsyncGenerator<Progress, SavedCopy<'snapshot'>> {
  const snapshotId = heldSnapshot(effects);
  const [member] = effects.held('member');
  await effects.keep(member ? 'member' : 'snapshot');
  yield { message: `keeps snapshot ${snapshotId}` };
  return { mode: 'snapshot', snapshotId, ...(member && { groupSnapshotId: member.data.groupSnapshot }) };
}
