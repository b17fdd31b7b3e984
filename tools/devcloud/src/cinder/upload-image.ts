import { z } from 'zod';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import { fillImage, insertImage } from '../glance/images.js';
import type { ImageRecord } from '../glance/records.js';
import { toMicroseconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { volumeBlob, type VolumeRecord } from './records.js';
import { setVolume } from './volumes.js';

export const uploadRequest = z.object({
  image_name: z.string().min(1).max(255),
  force: z.boolean().optional(),
  disk_format: z.string().optional(),
  container_format: z.string().optional(),
  visibility: z.enum(['private', 'shared', 'public', 'community']).optional(),
  protected: z.boolean().optional(),
});

/** What Cinder remembers of an image and does not give to another one. */
const coreMetadata = new Set([
  'image_id',
  'image_name',
  'checksum',
  'container_format',
  'disk_format',
  'min_disk',
  'min_ram',
  'size',
]);

export const imagePropertiesOf = ({ imageMetadata }: VolumeRecord): Record<string, string> =>
  Object.fromEntries(Object.entries(imageMetadata ?? {}).filter(([name]) => !coreMetadata.has(name)));

const refuse = (volume: VolumeRecord, diskFormat: string): void => {
  if (volume.status !== 'available')
    throw new Problem(
      400,
      `Invalid volume: Volume ${volume.id} status must be available or in-use, but current status is: ${volume.status}.`,
    );
  if (diskFormat !== 'raw') throw new Problem(400, `Devcloud uploads volumes as raw only, not as ${diskFormat}.`);
};

const start = (cloud: Cloud, volume: VolumeRecord, image: ImageRecord, failsLater: boolean): void => {
  setVolume(cloud, volume, { status: 'uploading' });
  cloud.transitions.begin(
    'image',
    async () => {
      if (failsLater) throw new Error('It was asked to fail.');
      await fillImage(cloud, image, cloud.blobs.stream(volumeBlob(volume.id)) as AsyncIterable<Buffer>);
      setVolume(cloud, volume, { status: 'available' });
    },
    () => {
      cloud.tables.images.save(image, { status: 'killed' });
      setVolume(cloud, volume, { status: 'available' });
    },
  );
};

/** The whole volume, as an image of the volume's size. As Cinder by default, not of a volume in use, forced or not. */
export const uploadToImage = (
  cloud: Cloud,
  call: CinderCall,
  volume: VolumeRecord,
  asked: z.infer<typeof uploadRequest>,
): Answer => {
  refuse(volume, asked.disk_format ?? 'raw');
  const image = insertImage(cloud, call.token.projectId, {
    name: asked.image_name,
    diskFormat: 'raw',
    containerFormat: asked.container_format ?? 'bare',
    visibility: asked.visibility ?? 'shared',
    protected: asked.protected ?? false,
    properties: imagePropertiesOf(volume),
  });
  const before = volume.updatedAt;
  start(cloud, volume, image, call.failsLater);
  const type = cloud.tables.volumeTypes.all().find(({ name }) => name === volume.volumeType);
  const created = toMicroseconds(type?.createdAt ?? 0);
  return {
    status: 202,
    body: {
      'os-volume_upload_image': {
        id: volume.id,
        updated_at: before === null ? null : toMicroseconds(before),
        status: 'uploading',
        display_description: volume.description,
        size: volume.size,
        volume_type: type && {
          id: type.id,
          name: type.name,
          description: type.description,
          is_public: type.isPublic,
          extra_specs: type.extraSpecs,
          qos_specs_id: null,
          created_at: created,
          updated_at: created,
          deleted_at: null,
          deleted: false,
        },
        image_id: image.id,
        container_format: image.containerFormat,
        disk_format: image.diskFormat,
        image_name: image.name,
        protected: image.protected,
        visibility: image.visibility,
      },
    },
  };
};
