import type { Volume } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { nameAndId } from '../names.js';
import type { ProtectParameters } from '../parameters.js';

export const usableStates: readonly string[] = ['available', 'in-use'];

/**
 * `shelved` is the server that it is reserved for.
 * @throws KarborError `KARBOR_VOLUME_STATE`, `KARBOR_VOLUME_ENCRYPTED` when the volume cannot be protected so
 */
export function refuseVolume(
  volume: Pick<Volume, 'id' | 'name' | 'status' | 'encrypted'>,
  mode: ProtectParameters['protect_mode'],
  shelved?: Resource,
): void {
  const what = `Volume ${nameAndId(volume.name, volume.id)}`;
  if (volume.status === 'reserved' && shelved) {
    throw new KarborError(
      'KARBOR_VOLUME_STATE',
      `${what} is reserved for server ${nameAndId(shelved.name, shelved.id)}, which is shelved: Cinder takes no snapshot of it. Unshelve the server, or leave it out of the plan.`,
      { details: { volume: volume.id, state: volume.status, server: shelved.id } },
    );
  }
  if (!usableStates.includes(volume.status)) {
    throw new KarborError(
      'KARBOR_VOLUME_STATE',
      `${what} is in state "${volume.status}": only one that is available or in use can be protected. Repair it, or leave it out of the plan.`,
      { details: { volume: volume.id, state: volume.status } },
    );
  }
  if (volume.encrypted && mode === 'image') {
    throw new KarborError(
      'KARBOR_VOLUME_ENCRYPTED',
      `${what} is encrypted, and protect_mode "image" would store its encrypted bytes without their key. Protect it with protect_mode "backup" or "snapshot".`,
      { details: { volume: volume.id } },
    );
  }
}
