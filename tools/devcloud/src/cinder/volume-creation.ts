import { z } from 'zod';
import { Problem } from '../http/problem.js';
import { isVisible } from '../glance/images.js';
import { imageBlob, type ImageRecord } from '../glance/records.js';
import type { ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { snapshotBlob, type VolumeRecord, volumeBlob } from './records.js';
import { groupFor } from './groups.js';
import { requireQuota } from './quota-checks.js';
import { findSnapshot } from './snapshots.js';
import { defaultVolumeType, findVolume, insertVolume, setVolume, volumeBytes, type VolumeFields } from './volumes.js';

export const volumeCreation = z.object({
  volume: z.object({
    size: z.union([z.number().int(), z.string().regex(/^\d+$/), z.null()]).optional(),
    name: z.string().max(255).nullish(),
    display_name: z.string().max(255).nullish(),
    description: z.string().max(255).nullish(),
    display_description: z.string().max(255).nullish(),
    metadata: z.record(z.string().min(1).max(255), z.string().max(255)).nullish(),
    volume_type: z.string().nullish(),
    availability_zone: z.string().nullish(),
    imageRef: z.string().nullish(),
    snapshot_id: z.string().nullish(),
    source_volid: z.string().nullish(),
    group_id: z.string().nullish(),
  }),
});

type Asked = z.infer<typeof volumeCreation>['volume'];

/** Where the bytes come from and what the volume inherits. */
interface Source {
  readonly blob?: string;
  readonly fields: Partial<VolumeFields>;
  /** GB that the volume needs at least. */
  readonly minimum: number;
  readonly tooSmall: (size: number) => string;
  readonly image?: ImageRecord;
}

const invalid = (message: string): Problem => new Problem(400, `Invalid input received: ${message}`);

const imageMetadataOf = (image: ImageRecord): Record<string, string> => ({
  signature_verified: 'False',
  ...Object.fromEntries(Object.entries(image.properties).map(([name, value]) => [name, value ?? ''])),
  image_id: image.id,
  image_name: image.name ?? '',
  checksum: image.checksum ?? '',
  container_format: image.containerFormat ?? '',
  disk_format: image.diskFormat ?? '',
  min_disk: String(image.minDisk),
  min_ram: String(image.minRam),
  size: String(image.size ?? 0),
});

const fromImage = (cloud: Cloud, token: ScopedToken, id: string): Source => {
  const image = cloud.tables.images.get(id);
  if (image === undefined || !isVisible(image, token))
    throw invalid('Invalid image identifier or unable to access requested image.');
  if (image.status !== 'active') throw invalid(`Image ${id} is not active.`);
  const size = Math.ceil((image.size ?? 0) / cloud.gigabyte);
  return {
    blob: imageBlob(id),
    image,
    fields: { imageId: id },
    minimum: Math.max(size, image.minDisk),
    tooSmall: (given) =>
      size > given
        ? `Size of specified image ${size}GB is larger than volume size ${given}GB.`
        : `Volume size ${given}GB cannot be smaller than the image minDisk size ${image.minDisk}GB.`,
  };
};

const fromSnapshot = (cloud: Cloud, token: ScopedToken, id: string): Source => {
  const snapshot = findSnapshot(cloud, token, id);
  if (snapshot.status !== 'available')
    throw new Problem(
      400,
      `Invalid snapshot: Originating snapshot status must be one of 'available' values, but current status is: ${snapshot.status}.`,
    );
  const origin = cloud.tables.volumes.get(snapshot.volumeId);
  return {
    blob: snapshotBlob(id),
    fields: {
      snapshotId: id,
      bootable: origin?.bootable ?? false,
      imageMetadata: origin?.imageMetadata ?? null,
      ...(origin && { volumeType: origin.volumeType }),
    },
    minimum: snapshot.size,
    tooSmall: (given) =>
      `Volume size '${given}'GB cannot be smaller than the snapshot size ${snapshot.size}GB. They must be >= original snapshot size.`,
  };
};

const fromVolume = (cloud: Cloud, token: ScopedToken, id: string): Source => {
  const origin = findVolume(cloud, token, id);
  if (origin.status !== 'available' && origin.status !== 'in-use')
    throw new Problem(
      400,
      `Invalid volume: Originating volume status must be one of 'available, in-use' values, but current status is: ${origin.status}.`,
    );
  return {
    blob: volumeBlob(id),
    fields: {
      sourceVolumeId: id,
      bootable: origin.bootable,
      imageMetadata: origin.imageMetadata,
      volumeType: origin.volumeType,
    },
    minimum: origin.size,
    tooSmall: (given) =>
      `Volume size '${given}'GB cannot be smaller than original volume size  ${origin.size}GB. They must be >= original volume size.`,
  };
};

const nothing: Source = {
  fields: {},
  minimum: 1,
  tooSmall: (size) => `Invalid volume size provided for create request: ${size}`,
};

const sourceOf = (
  cloud: Cloud,
  token: ScopedToken,
  { imageRef, snapshot_id: snapshotId, source_volid: volumeId }: Asked,
): Source => {
  const image = imageRef == null || imageRef === '' ? undefined : imageRef;
  if ([image, snapshotId ?? undefined, volumeId ?? undefined].filter((one) => one !== undefined).length > 1)
    throw invalid("Parameter 'snapshot_id', 'source_volid' and 'imageRef' are mutually exclusive.");
  if (image !== undefined) return fromImage(cloud, token, image);
  if (snapshotId != null) return fromSnapshot(cloud, token, snapshotId);
  return volumeId == null ? nothing : fromVolume(cloud, token, volumeId);
};

const sizeOf = (asked: Asked, source: Source): number => {
  const inherited = source.image === undefined && source.blob !== undefined ? source.minimum : undefined;
  const size = asked.size == null ? inherited : Number(asked.size);
  if (size === undefined || size < 1)
    throw invalid(`Volume size '${size ?? 'None'}' must be an integer and greater than 0`);
  if (size < source.minimum) throw invalid(source.tooSmall(size));
  return size;
};

const typeOf = (cloud: Cloud, wanted: string | null | undefined): string | undefined => {
  if (wanted == null) return undefined;
  const type = cloud.tables.volumeTypes.all().find(({ id, name }) => id === wanted || name === wanted);
  const named = z.uuid().safeParse(wanted).success ? wanted : `with name ${wanted}`;
  if (type === undefined) throw new Problem(404, `Volume type ${named} could not be found.`);
  return type.name;
};

const zoneOf = ({ zones }: Cloud, wanted: string | null | undefined): string => {
  if (wanted != null && !zones.includes(wanted)) throw new Problem(400, `Availability zone '${wanted}' is invalid.`);
  return wanted ?? zones[0];
};

/** Copies the bytes at the end of the delay, so that a volume made from another is of the moment when it becomes available. */
const make = (cloud: Cloud, volume: VolumeRecord, source: Source, failsLater: boolean): void => {
  cloud.transitions.begin(
    'volume',
    async () => {
      if (failsLater) throw new Error('It was asked to fail.');
      const size = volumeBytes(cloud, volume.size);
      if (source.blob === undefined) await cloud.blobs.create(volumeBlob(volume.id), size);
      else await cloud.blobs.copy(source.blob, volumeBlob(volume.id));
      await cloud.blobs.resize(volumeBlob(volume.id), size);
      setVolume(cloud, volume, {
        status: 'available',
        ...(source.image && { bootable: true, imageMetadata: imageMetadataOf(source.image) }),
      });
    },
    () => setVolume(cloud, volume, { status: 'error' }),
  );
};

/** Checks a request as Cinder does and starts the volume: `creating`, then `available`. */
export const createVolume = (cloud: Cloud, token: ScopedToken, asked: Asked, failsLater: boolean): VolumeRecord => {
  const source = sourceOf(cloud, token, asked);
  const size = sizeOf(asked, source);
  const volumeType = typeOf(cloud, asked.volume_type) ?? source.fields.volumeType ?? defaultVolumeType;
  requireQuota(cloud, token.projectId, 'volumes', size);
  const volume = insertVolume(cloud, token, {
    ...source.fields,
    size,
    groupId: asked.group_id == null ? null : groupFor(cloud, token, asked.group_id, volumeType).id,
    name: asked.name ?? asked.display_name ?? null,
    description: asked.description ?? asked.display_description ?? null,
    metadata: asked.metadata ?? {},
    volumeType,
    availabilityZone: zoneOf(cloud, asked.availability_zone),
  });
  make(cloud, volume, source, failsLater);
  return volume;
};
