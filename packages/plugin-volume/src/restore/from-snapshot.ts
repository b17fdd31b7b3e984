import type { Progress } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import type { SavedCopy } from '../saved-info.js';
import { likeTheOriginal, makeVolume } from './new-volume.js';

/** Kept snapshot → volume. Type and zone are the snapshot's, unless the parameters ask for others. */
export async function* fromSnapshot(args: Restore, { snapshotId }: SavedCopy<'snapshot'>): AsyncGenerator<Progress> {
  yield { message: `makes a volume of snapshot ${snapshotId}` };
  await makeVolume(args, snapshotId, { ...likeTheOriginal(args), snapshot_id: snapshotId });
}
