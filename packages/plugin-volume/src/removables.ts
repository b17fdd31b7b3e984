import type { Session } from '@karbor/openstack';
import type { Removable } from './removal.js';

/** The kinds of things that this plugin makes in a cloud. */
export function removables({ volume, image }: Session) {
  return {
    volume: {
      noun: 'volume',
      listNamed: (name, signal) => volume.listVolumes({ filters: { name }, signal }),
      show: (id, signal) => volume.showVolume(id, { signal }),
      // Until it has chosen a backend Cinder forgets a volume at once, and the backend may then make bytes that nobody knows of.
      unready: 'creating',
      remove: (id, signal) => volume.deleteVolume(id, { signal }),
    },
    snapshot: {
      noun: 'snapshot',
      listNamed: (name, signal) => volume.listSnapshots({ filters: { name }, signal }),
      show: (id, signal) => volume.showSnapshot(id, { signal }),
      remove: (id, signal) => volume.deleteSnapshot(id, { signal }),
    },
    groupSnapshot: {
      noun: 'group snapshot',
      listNamed: (name, signal) => volume.listGroupSnapshots({ filters: { name }, signal }),
      show: (id, signal) => volume.showGroupSnapshot(id, { signal }),
      remove: (id, signal) => volume.deleteGroupSnapshot(id, { signal }),
    },
    backup: {
      noun: 'backup',
      listNamed: (name, signal) => volume.listBackups({ filters: { name }, signal }),
      show: (id, signal) => volume.showBackup(id, { signal }),
      remove: (id, signal) => volume.deleteBackup(id, { signal }),
    },
    image: {
      noun: 'image',
      listNamed: (name, signal) => image.listImages({ filters: { name }, signal }),
      show: (id, signal) => image.showImage(id, { signal }),
      remove: (id, signal) => image.deleteImage(id, { signal }),
    },
  } satisfies Record<string, Removable>;
}
