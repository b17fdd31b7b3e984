import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { BlockDeviceMapping, CreateServer } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import { heldImage } from '../held-image.js';
import type { Restore } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { imageType, volumeType } from '../resource-types.js';
import type { SavedVolume } from '../saved-info.js';

/** A volume of the original, restored. */
export interface NewVolume extends SavedVolume {
  readonly newId: string;
}

/**
 * The restored volumes of a server. A data volume that takes no part in the restore is left out with a warning.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` when one that takes part was not restored
 */
export function newVolumes({ savedInfo, mapping, checkpoint, resource, log }: Restore): NewVolume[] {
  const parts = new Set(checkpoint.graph.children(resource).map(({ type, id }) => `${type}#${id}`));
  return savedInfo.server.volumes.flatMap((volume) => {
    const newId = mapping.get(volumeType, volume.volumeId);
    if (newId !== undefined) return [{ ...volume, newId }];
    if (volume.boot || parts.has(`${volumeType}#${volume.volumeId}`)) throw notRestored({ resource }, `volume ${volume.volumeId}`);
    log.warn(`Server ${nameAndId(resource)} is restored without volume ${volume.volumeId}, which takes no part in the restore.`);
    return [];
  });
}

type Disks = Pick<CreateServer, 'imageRef' | 'block_device_mapping_v2'>;

/** What the new server boots from and has attached, in the order and at the devices of the original. */
export async function disksOf(args: Restore, volumes: readonly NewVolume[], mayGoWithServer: boolean): Promise<Disks> {
  const attached = volumes.map((volume) => volumeMapping(volume, mayGoWithServer));
  if (args.savedInfo.server.boot.from === 'volume') return { block_device_mapping_v2: attached };
  const imageRef = await bootImage(args);
  if (attached.length === 0) return { imageRef };
  const root: BlockDeviceMapping = {
    boot_index: 0,
    uuid: imageRef,
    source_type: 'image',
    destination_type: 'local',
    delete_on_termination: true,
  };
  return { imageRef, block_device_mapping_v2: [root, ...attached] };
}

function volumeMapping({ newId, device, boot, deleteOnTermination }: NewVolume, mayGoWithServer: boolean): BlockDeviceMapping {
  return {
    boot_index: boot ? 0 : -1,
    uuid: newId,
    source_type: 'volume',
    destination_type: 'volume',
    delete_on_termination: deleteOnTermination && mayGoWithServer,
    ...(device !== null && { device_name: device }),
  };
}

/** The restored disk, or the restored boot image, or the original one where it is still there. */
async function bootImage({ savedInfo, effects, mapping, resource, context, signal }: Restore): Promise<string> {
  const { boot } = savedInfo.server;
  if (savedInfo.rootDisk) return heldImage(effects);
  const id = boot.from === 'image' ? boot.imageId : '';
  const restored = mapping.get(imageType, id);
  if (restored !== undefined) return restored;
  const original = await orAbsent(sessionFrom(context.auth).image.showImage(id, { signal }));
  if (original?.status === 'active') return id;
  throw notRestored({ resource }, `boot image ${id}`);
}

function notRestored({ resource }: Pick<Restore, 'resource'>, thing: string): KarborError {
  return new KarborError('KARBOR_RESOURCE_NOT_FOUND', `Server ${nameAndId(resource)} cannot be restored without its ${thing}, which was not restored.`, {
    details: { server: resource.id },
  });
}
