import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import { allSettled } from '../all-settled.js';
import type { Protect, ProtectGroup } from '../hook-arguments.js';
import { takeSnapshot } from '../protect/take-snapshot.js';
import { takeGroupSnapshot } from './take-group-snapshot.js';

/** Fixes the instant of the volumes of a generic volume group: by one group snapshot, or else one by one. */
export async function snapshotGroup({ members, key, ...shared }: ProtectGroup): Promise<void> {
  const all = members.map((member) => ({ ...shared, ...member }));
  const together = all.filter(({ parameters }) => parameters.group_snapshot !== 'never');
  const taken = together.length > 1 ? await takeTogether(key, together) : new Set();
  await allSettled(all.filter((one) => !taken.has(one)).map(takeSnapshot));
}

/** Gives those whose snapshots were taken; none where the cloud refuses and nobody requires it. */
async function takeTogether(groupId: string, together: readonly Protect[]): Promise<ReadonlySet<Protect>> {
  const [first] = together;
  if (!first) return new Set();
  try {
    return await takeGroupSnapshot(groupId, first, together);
  } catch (error) {
    if (!isKarborError(error, 'KARBOR_NOT_MADE') && !isKarborError(error, 'KARBOR_POLL_FAILED')) throw error;
    const what = `The ${together.length} volumes of group ${groupId} cannot be snapshotted together: ${error.message}`;
    if (together.some(({ parameters }) => parameters.group_snapshot === 'require')) {
      throw new KarborError('KARBOR_GROUP_SNAPSHOT', `${what} Mend that, or set group_snapshot to "auto" to have them snapshotted one by one.`, {
        cause: error,
        details: { group: groupId, volumes: together.map(({ resource }) => resource.id) },
      });
    }
    first.log.warn(`${what} They are snapshotted one by one: their copies are of one instant only while nobody writes.`, { group: groupId });
    for (const { effects } of together) await effects.release('member');
    await first.effects.release('groupSnapshot');
    return new Set();
  }
}
