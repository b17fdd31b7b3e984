import { sessionFrom } from '@karbor/openstack';
import type { Volume } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orGone } from '../or-gone.js';
import { serverType } from '../resource-types.js';
import { refuseVolume, usableStates } from './refuse-volume.js';

/** States that a volume does not leave by itself. */
const brokenStates = [
  'error',
  'error_deleting',
  'error_restoring',
  'error_extending',
  'error_managing',
  'error_backing-up',
  'deleting',
  'deleted',
  'awaiting-transfer',
];

/**
 * Waits while a volume is busy.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_VOLUME_STATE`, `KARBOR_VOLUME_ENCRYPTED` when it cannot be protected so
 */
export async function usableVolume({ resource, checkpoint, parameters, context, config, signal }: Protect): Promise<Volume> {
  const { volume: volumes } = sessionFrom(context.auth);
  const shelved = checkpoint.graph.parents(resource).find(isShelved);
  const volume = await poll({
    ...waiting(config, 'snapshot_timeout', signal),
    what: `Volume ${nameAndId(resource.name, resource.id)}`,
    read: () => orGone(resource, volumes.showVolume(resource.id, { signal })),
    state: ({ status }) => status,
    // Reserved it is for a moment while it is being attached, or as long as its server is shelved.
    success: [...usableStates, ...brokenStates, ...(shelved ? ['reserved'] : [])],
  });
  refuseVolume(volume, parameters.protect_mode, shelved);
  return volume;
}

function isShelved({ type, extraInfo }: Resource): boolean {
  return type === serverType && extraInfo?.['status'] === 'SHELVED_OFFLOADED';
}
