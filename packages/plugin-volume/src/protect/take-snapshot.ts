import { orNotMade } from '@karbor/plugin-sdk';
import { sessionFrom } from '@karbor/openstack';
import { checkpointDescription } from '../checkpoint-description.js';
import { waiting } from '../config.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { snapshotAvailable } from '../wait-for.js';

/** Fixes the instant of the data. Everything else of a protect works from this snapshot. */
export async function takeSnapshot({ resource, checkpoint, context, config, effects, signal }: Protect): Promise<void> {
  const session = sessionFrom(context.auth);
  const { result } = await effects.acquire('snapshot', { of: resource.id }, async (tag, makeSignal) => {
    const snapshot = {
      volume_id: resource.id,
      name: tag,
      description: checkpointDescription(checkpoint.id),
      // Without it Cinder refuses a volume that is in use.
      force: true,
    };
    const { id } = await orNotMade(session.volume.createSnapshot(snapshot, { signal: makeSignal }));
    return { id };
  });
  const what = `The snapshot of volume ${nameAndId(resource.name, resource.id)}`;
  await snapshotAvailable(session, result.id, what, waiting(config, 'snapshot_timeout', signal));
}
