import { collect, orAbsent } from '@karbor/openstack';
import type { GroupSnapshot, Session, Snapshot } from '@karbor/openstack';
import type { Waiting } from '../config.js';
import { removables } from '../removables.js';
import { removeUntilGone } from '../removal.js';

/**
 * The key in a snapshot's metadata that says: as a member of its group snapshot it is still needed. Cinder removes the
 * members of a group snapshot together only, and would remove them under a copy that is being made.
 */
export const neededKey = 'karbor_needed';

/** One of the snapshots that a group snapshot consists of. */
export interface Member {
  readonly snapshotId: string;
  readonly groupSnapshotId: string;
}

/** Whether a member is still there and needed by the effect with this tag. */
export async function isNeeded(
  { volume }: Session,
  { snapshotId, tag }: { readonly snapshotId: string; readonly tag: string },
  signal: AbortSignal,
): Promise<boolean> {
  const snapshot = await orAbsent(volume.showSnapshot(snapshotId, { signal }));
  return snapshot?.metadata[neededKey] === tag;
}

/** Says that a member is not needed any more; the last one takes the group snapshot with it. Fine when it is gone. */
export async function letGoOfMember(session: Session, member: Member, patience: Waiting): Promise<void> {
  const { signal } = patience;
  await orAbsent(session.volume.deleteSnapshotMetadataKey(member.snapshotId, neededKey, { signal }));
  await letGoOfGroupSnapshot(session, member.groupSnapshotId, patience);
}

/** Removes a group snapshot unless one of its members is still needed; fine when it is gone. */
export async function letGoOfGroupSnapshot(session: Session, id: string, patience: Waiting): Promise<void> {
  const { signal } = patience;
  const groupSnapshot = await orAbsent(session.volume.showGroupSnapshot(id, { signal }));
  if (!groupSnapshot) return;
  const members = await membersOf(session, groupSnapshot, signal);
  if (members.some(({ metadata }) => neededKey in metadata)) return;
  await removeUntilGone(removables(session).groupSnapshot, id, patience);
}

/** The snapshots of a group snapshot; they have its name. */
export async function membersOf(
  { volume }: Session,
  { id, name }: Pick<GroupSnapshot, 'id' | 'name'>,
  signal: AbortSignal,
): Promise<Snapshot[]> {
  const snapshots = await collect(volume.listSnapshots({ filters: { name: name ?? '' }, microversion: '3.14', signal }));
  return snapshots.filter(({ group_snapshot_id }) => group_snapshot_id === id);
}
