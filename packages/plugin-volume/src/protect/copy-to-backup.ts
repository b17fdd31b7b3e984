import { orNotMade } from '@karbor/plugin-sdk';
import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { CreateBackup, VolumeClient } from '@karbor/openstack';
import type { Progress } from '@karbor/plugin-sdk';
import { checkpointDescription } from '../checkpoint-description.js';
import { waiting } from '../config.js';
import { heldSnapshot } from '../held.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import type { ProtectParameters } from '../parameters.js';
import type { SavedCopy } from '../saved-info.js';
import { backupAvailable } from '../wait-for.js';
import { beginsNewChain } from './begins-new-chain.js';

/** `protect_mode: backup`: the snapshot goes to Cinder's backup service and stays there. */
export async function* copyToBackup(args: Protect): AsyncGenerator<Progress, SavedCopy<'backup'>> {
  const { resource, checkpoint, parameters, context, config, effects, signal } = args;
  const session = sessionFrom(context.auth);
  const snapshotId = heldSnapshot(effects);
  const incremental = (await beginsNewChain(args)) ? false : parameters.incremental;
  yield { message: 'backs the snapshot up' };
  const { result } = await effects.acquire('backup', { of: snapshotId }, async (tag, makeSignal) => {
    const backup = {
      volume_id: resource.id,
      snapshot_id: snapshotId,
      name: tag,
      description: checkpointDescription(checkpoint.id),
      force: true,
    };
    return { id: await orNotMade(createBackup(session.volume, backup, incremental, makeSignal)) };
  });
  const what = `The backup of volume ${nameAndId(resource.name, resource.id)}`;
  const backup = await backupAvailable(session, result.id, what, waiting(config, 'timeout', signal));
  await effects.keep('backup');
  return { mode: 'backup', backupId: backup.id, incremental: backup.is_incremental };
}

async function createBackup(
  volumes: VolumeClient,
  backup: CreateBackup,
  incremental: ProtectParameters['incremental'],
  signal: AbortSignal,
): Promise<string> {
  try {
    const { id } = await volumes.createBackup({ ...backup, incremental: incremental !== false }, { signal });
    return id;
  } catch (error) {
    // Cinder answers 400 when there is nothing yet that an increment could be based on.
    if (incremental !== 'auto' || !isOpenStackError(error, 'OPENSTACK_BAD_REQUEST')) throw error;
    const { id } = await volumes.createBackup({ ...backup, incremental: false }, { signal });
    return id;
  }
}
