import { orNotMade, poll } from '@karbor/plugin-sdk';
import { sessionFrom } from '@karbor/openstack';
import type { GroupSnapshot, Session, Snapshot } from '@karbor/openstack';
import { allSettled } from '../all-settled.js';
import { checkpointDescription } from '../checkpoint-description.js';
import { waiting } from '../config.js';
import type { Protect } from '../hook-arguments.js';
import { membersOf, neededKey } from './let-go.js';

/**
 * Takes one snapshot of all volumes of a group, which `owner` holds until each of `wanted` holds its own. Gives those
 * that have one: a volume may have left its group meanwhile.
 */
export async function takeGroupSnapshot(groupId: string, owner: Protect, wanted: readonly Protect[]): Promise<ReadonlySet<Protect>> {
  const { checkpoint, context, effects, signal } = owner;
  const session = sessionFrom(context.auth);
  const { result } = await effects.acquire('groupSnapshot', { of: groupId }, async (tag, makeSignal) => {
    const snapshot = { group_id: groupId, name: tag, description: checkpointDescription(checkpoint.id) };
    const { id } = await orNotMade(session.volume.createGroupSnapshot(snapshot, { signal: makeSignal }));
    return { id };
  });
  const groupSnapshot = await groupSnapshotAvailable(session, owner, result.id);
  const members = await membersOf(session, groupSnapshot, signal);
  const held = wanted.flatMap((one) => {
    const snapshot = members.find(({ volume_id }) => volume_id === one.resource.id);
    return snapshot ? [{ one, snapshot }] : [];
  });
  await allSettled(held.map(({ one, snapshot }) => holdMember(session, one, snapshot, result.id)));
  return new Set(held.map(({ one }) => one));
}

function groupSnapshotAvailable(session: Session, { config, signal }: Protect, id: string): Promise<GroupSnapshot> {
  return poll({
    ...waiting(config, 'snapshot_timeout', signal),
    what: `Group snapshot ${id}`,
    read: () => session.volume.showGroupSnapshot(id, { signal }),
    state: ({ status }) => status,
    success: ['available'],
    failure: ['error', 'error_deleting', 'deleting', 'deleted'],
  });
}

async function holdMember(session: Session, { effects }: Protect, { id }: Snapshot, groupSnapshot: string): Promise<void> {
  await effects.acquire('member', { of: id, groupSnapshot }, async (tag, signal) => {
    await orNotMade(session.volume.setSnapshotMetadata(id, { [neededKey]: tag }, { signal }));
    return { id };
  });
}
