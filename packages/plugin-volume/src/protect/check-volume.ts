import { sessionFrom } from '@karbor/openstack';
import { KarborError, poll } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import { describeVolume } from '../describe-volume.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orGone } from '../refused.js';

const usable = ['available', 'in-use'];
const broken = [
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
 * Looks at the volume before anything is made, and remembers what a restore will need.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_VOLUME_STATE`, `KARBOR_VOLUME_ENCRYPTED`
 */
export async function checkVolume({ resource, parameters, context, config, state, signal }: Protect): Promise<void> {
  const what = `Volume ${nameAndId(resource.name, resource.id)}`;
  const volume = await poll({
    ...waiting(config, 'snapshot_timeout', signal),
    what,
    read: () => orGone(resource, sessionFrom(context.auth).volume.showVolume(resource.id, { signal })),
    state: ({ status }) => status,
    success: [...usable, ...broken],
  });
  if (!usable.includes(volume.status)) {
    throw new KarborError(
      'KARBOR_VOLUME_STATE',
      `${what} is in state "${volume.status}": only one that is available or in use can be protected. Repair it, or leave it out of the plan.`,
      { details: { volume: resource.id, state: volume.status } },
    );
  }
  if (volume.encrypted && parameters.protect_mode === 'image') {
    throw new KarborError(
      'KARBOR_VOLUME_ENCRYPTED',
      `${what} is encrypted, and protect_mode "image" would store its encrypted bytes without their key. Protect it with protect_mode "backup" or "snapshot".`,
      { details: { volume: resource.id } },
    );
  }
  state['volume'] = describeVolume(volume);
}
