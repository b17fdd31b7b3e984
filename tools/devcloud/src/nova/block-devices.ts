import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { completeAttachment, reserveVolume } from '../cinder/attachments.js';
import type { VolumeRecord } from '../cinder/records.js';
import { createVolume } from '../cinder/volume-creation.js';
import { Problem } from '../http/problem.js';
import { isVisible } from '../glance/images.js';
import type { ImageRecord } from '../glance/records.js';
import type { ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { ServerRecord, ServerVolume } from './records.js';
import { nextDevice, setServer } from './servers.js';

const flexible = z.union([z.number().int(), z.string().regex(/^-?\d+$/)]).transform(Number);

export const blockDevice = z.object({
  source_type: z.enum(['volume', 'image', 'snapshot', 'blank']).optional(),
  destination_type: z.enum(['volume', 'local']).nullish(),
  uuid: z.string().nullish(),
  boot_index: flexible.nullish(),
  volume_size: flexible.nullish(),
  volume_type: z.string().nullish(),
  delete_on_termination: z.boolean().nullish(),
  device_name: z.string().nullish(),
  tag: z.string().nullish(),
});

export type BlockDevice = z.infer<typeof blockDevice>;

const invalid = (message: string): Problem => new Problem(400, `Block Device Mapping is Invalid: ${message}`);

export const findImage = (cloud: Cloud, token: ScopedToken, id: string): ImageRecord => {
  const image = cloud.tables.images.get(id);
  if (image === undefined || !isVisible(image, token)) throw new Problem(400, 'Can not find requested image');
  if (image.status !== 'active') throw new Problem(400, `Image ${id} is not active.`);
  return image;
};

const savedMapping = z.array(
  z.looseObject({ snapshot_id: z.string().nullish(), volume_size: z.number().nullish() }).and(blockDevice),
);

/** An image that `createImage` made of a server booted from a volume has no bytes but names the snapshots to boot from. */
const mappingOf = ({ properties }: ImageRecord): BlockDevice[] | undefined => {
  const text = properties['block_device_mapping'];
  if (text == null) return undefined;
  return savedMapping.parse(JSON.parse(text)).map(({ snapshot_id: uuid, ...rest }) => ({ ...rest, uuid }));
};

export interface BootPlan {
  /** Its bytes become the root disk; undefined when a volume is. */
  readonly rootImage: ImageRecord | undefined;
  readonly volumes: readonly BlockDevice[];
}

const isLocalImage = (device: BlockDevice): boolean =>
  device.source_type === 'image' && device.destination_type !== 'volume';

/** What to boot from and which volumes to attach. */
export const planBoot = (
  cloud: Cloud,
  token: ScopedToken,
  imageRef: string | null | undefined,
  devices: readonly BlockDevice[],
): BootPlan => {
  const image = imageRef == null || imageRef === '' ? undefined : findImage(cloud, token, imageRef);
  const fromImage = image && mappingOf(image);
  const all = [...(fromImage ?? []), ...devices];
  const local = all.find(isLocalImage);
  const rootImage =
    fromImage !== undefined
      ? undefined
      : (image ?? (local?.uuid == null ? undefined : findImage(cloud, token, local.uuid)));
  const volumes = all.filter((device) => !isLocalImage(device));
  if (rootImage === undefined && volumes.filter(({ boot_index: index }) => index === 0).length !== 1)
    throw invalid('Boot sequence for the instance and image/block device mapping combination is not valid.');
  return { rootImage, volumes };
};

const existing = (cloud: Cloud, token: ScopedToken, id: string): VolumeRecord => {
  const volume = cloud.tables.volumes.get(id);
  if (volume?.projectId !== token.projectId) throw invalid(`failed to get volume ${id}.`);
  return volume;
};

/** A volume for this device, made when it does not exist yet; the request's errors are Nova's. */
const volumeFor = (cloud: Cloud, token: ScopedToken, device: BlockDevice, failsLater: boolean): VolumeRecord => {
  const { source_type: source = 'volume', uuid, volume_size: size, volume_type: type } = device;
  if (source === 'volume') return existing(cloud, token, uuid ?? '');
  if (size == null && source !== 'snapshot')
    throw invalid('specify a volume_size for a volume that is made from an image or blank.');
  const origin = source === 'image' ? { imageRef: uuid } : source === 'snapshot' ? { snapshot_id: uuid } : {};
  try {
    return createVolume(
      cloud,
      token,
      { name: '', ...(size != null && { size }), volume_type: type, ...origin },
      failsLater,
    );
  } catch (error) {
    throw error instanceof Problem ? invalid(error.message) : error;
  }
};

export interface PreparedVolume {
  readonly device: BlockDevice;
  readonly volume: VolumeRecord;
}

export const prepareVolumes = (
  cloud: Cloud,
  token: ScopedToken,
  devices: readonly BlockDevice[],
  failsLater: boolean,
): PreparedVolume[] => {
  for (const { source_type: source = 'volume', uuid, boot_index: index } of devices) {
    if (source !== 'volume') continue;
    const { status, bootable, id } = existing(cloud, token, uuid ?? '');
    if (status !== 'available')
      throw new Problem(
        400,
        `Invalid volume: Invalid input received: Invalid volume: Volume ${id} status must be available or downloading to reserve, but the current status is ${status}. (HTTP 400)`,
      );
    if (index === 0 && !bootable) throw new Problem(400, `Block Device ${id} is not bootable.`);
  }
  return devices.map((device) => ({ device, volume: volumeFor(cloud, token, device, failsLater) }));
};

const whenAvailable = async (volume: VolumeRecord): Promise<void> => {
  while (volume.status === 'creating') await sleep(2);
  if (volume.status !== 'available')
    throw new Error(`Volume ${volume.id} did not finish being created; its status is ${volume.status}.`);
};

/** Waits until they are there and attaches them, the boot volume first. */
export const attachPrepared = async (
  cloud: Cloud,
  server: ServerRecord,
  prepared: readonly PreparedVolume[],
): Promise<void> => {
  const order = [...prepared].sort(
    (one, other) => Number(other.device.boot_index === 0) - Number(one.device.boot_index === 0),
  );
  for (const { device, volume } of order) {
    await whenAvailable(volume);
    const path = device.device_name ?? nextDevice(server);
    const attachment = reserveVolume(cloud, volume, server.id, path);
    completeAttachment(cloud, attachment);
    const attached: ServerVolume = {
      volumeId: volume.id,
      attachmentId: attachment.id,
      device: path,
      deleteOnTermination: device.delete_on_termination ?? false,
      tag: device.tag ?? null,
      boot: device.boot_index === 0,
    };
    setServer(cloud, server, { volumes: [...server.volumes, attached] });
  }
};
