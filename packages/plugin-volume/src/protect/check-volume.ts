import { sessionFrom } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import { describeVolume } from '../describe-volume.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orGone } from '../or-gone.js';
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
  'managing',
  'awaiting-transfer',
  'maintenance',
];

/**
 * Looks at the volume before anything is made, and remembers what a restore will need. One that is busy is waited for.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_VOLUME_STATE`, `KARBOR_VOLUME_ENCRYPTED`
 */
export async function checkVolume({ resource, parameters, context, config, state, signal }: Protect): Promise<void> {
  const { volume: volumes } = sessionFrom(context.auth);
  const volume = await poll({
    ...waiting(config, 'snapshot_timeout', signal),
    what: `Volume ${nameAndId(resource.name, resource.id)}`,
    read: () => orGone(resource, volumes.showVolume(resource.id, { signal })),
    state: ({ status }) => status,
    success: [...usableStates, ...brokenStates],
  });
  refuseVolume(volume, parameters.protect_mode);
  state['volume'] = describeVolume(volume);
}
