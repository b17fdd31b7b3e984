import type { Volume } from '@karbor/openstack';
import type { VolumeDescription } from './saved-info.js';

/** Keys that Cinder itself shows among a volume's metadata. */
const cindersOwn = new Set(['readonly', 'attached_mode']);

/** Everything of a volume that a restore brings back, besides its bytes. */
export function describeVolume(volume: Volume): VolumeDescription {
  return {
    name: volume.name ?? '',
    description: volume.description ?? '',
    size: volume.size,
    volumeType: volume.volume_type,
    availabilityZone: volume.availability_zone,
    bootable: volume.bootable === 'true',
    encrypted: volume.encrypted,
    multiattach: volume.multiattach,
    readOnly: volume.metadata['readonly']?.toLowerCase() === 'true',
    metadata: Object.fromEntries(Object.entries(volume.metadata).filter(([key]) => !cindersOwn.has(key))),
    imageMetadata: { ...volume.volume_image_metadata },
  };
}
