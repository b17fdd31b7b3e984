import type { Progress } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import type { SavedCopy } from '../saved-info.js';
import { makeVolume } from './new-volume.js';

/** Kept snapshot → volume. Type and zone are the snapshot's, unless the parameters ask for others. */
export async function* fromSnapshot(args: Restore, { snapshotId }: SavedCopy<'snapshot'>): AsyncGenerator<Progress> {
  const { savedInfo, parameters } = args;
  yield { message: `makes a volume of snapshot ${snapshotId}` };
  await makeVolume(args, snapshotId, {
    snapshot_id: snapshotId,
    size: savedInfo.volume.size,
    volume_type: parameters.volume_type,
    availability_zone: parameters.availability_zone,
  });
}
