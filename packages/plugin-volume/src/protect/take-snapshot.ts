import { orNotMade } from '@karbor/plugin-sdk';
import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import { checkpointDescription } from '../checkpoint-description.js';
import { waiting } from '../config.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { snapshotAvailable } from '../wait-for.js';
import { usableVolume } from './usable-volume.js';

/** Fixes the instant of the data. Everything else of a protect works from this snapshot. */
export async function takeSnapshot(args: Protect): Promise<void> {
  const { resource, checkpoint, context, config, effects, signal } = args;
  const session = sessionFrom(context.auth);
  const { result } = await effects.acquire('snapshot', { of: resource.id }, async (tag, makeSignal) => {
    const snapshot = {
      volume_id: resource.id,
      name: tag,
      description: checkpointDescription(checkpoint.id),
      // Without it Cinder refuses a volume that is in use.
      force: true,
    };
    const create = () => session.volume.createSnapshot(snapshot, { signal: makeSignal });
    const { id } = await orNotMade(onceMoreWhenUsable(args, create));
    return { id };
  });
  const what = `The snapshot of volume ${nameAndId(resource.name, resource.id)}`;
  await snapshotAvailable(session, result.id, what, waiting(config, 'snapshot_timeout', signal));
}

/** The volume may have become busy since it was looked at: then it is waited for, and the snapshot is asked for once more. */
async function onceMoreWhenUsable<T>(args: Protect, create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!isOpenStackError(error, 'OPENSTACK_BAD_REQUEST')) throw error;
    await usableVolume(args);
    return create();
  }
}
