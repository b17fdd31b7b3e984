import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Answer } from '../http/call.js';
import { imagePropertiesOf } from '../cinder/upload-image.js';
import { createSnapshot } from '../cinder/snapshots.js';
import { fillImage, insertImage } from '../glance/images.js';
import { imageBlob, type ImageRecord } from '../glance/records.js';
import type { Cloud } from '../state/cloud.js';
import { logAction } from './action-log.js';
import type { NovaCall } from './nova-call.js';
import { rootBlob, type ServerRecord } from './records.js';
import { flavorOf, requireState, setServer } from './servers.js';

export const createImageRequest = z.object({
  name: z.string().min(1).max(255),
  metadata: z.record(z.string(), z.string()).optional(),
});

type Asked = z.infer<typeof createImageRequest>;

const ownerProperties = (cloud: Cloud, { token }: NovaCall): Record<string, string> => ({
  owner_user_name: cloud.tables.users.get(token.userId)?.name ?? '',
  owner_project_name: cloud.tables.projects.get(token.projectId)?.name ?? '',
  boot_roles: token.roles.join(','),
});

const newImage = (
  cloud: Cloud,
  call: NovaCall,
  server: ServerRecord,
  asked: Asked,
  properties: Record<string, string>,
  diskFormat: string,
): ImageRecord =>
  insertImage(cloud, call.token.projectId, {
    name: asked.name,
    diskFormat,
    containerFormat: 'bare',
    visibility: 'private',
    minDisk: flavorOf(cloud, server)?.disk ?? 0,
    properties: { ...server.imageProperties, ...properties, ...ownerProperties(cloud, call), ...asked.metadata },
  });

/** The root disk's bytes at the end of the delay, then hashed and stored: `queued → saving → active`. */
const ofRootDisk = (cloud: Cloud, call: NovaCall, server: ServerRecord, asked: Asked): ImageRecord => {
  const properties = {
    base_image_ref: server.imageId ?? '',
    instance_uuid: server.id,
    user_id: call.token.userId,
    image_type: 'snapshot',
  };
  const image = newImage(cloud, call, server, asked, properties, 'raw');
  const action = logAction(cloud, call, server, 'createImage', 'compute_snapshot_instance');
  setServer(cloud, server, { taskState: 'image_snapshot' });
  cloud.transitions.begin(
    'image',
    async () => {
      if (call.failsLater) throw new Error('It was asked to fail.');
      const copy = `${imageBlob(image.id)}-snapshot`;
      await cloud.blobs.copy(rootBlob(server.id), copy);
      setServer(cloud, server, { taskState: 'image_uploading' });
      try {
        await fillImage(cloud, image, cloud.blobs.stream(copy) as AsyncIterable<Buffer>);
      } finally {
        await cloud.blobs.remove(copy);
      }
      const done = { owner_id: call.token.projectId, image_state: 'available', image_location: 'snapshot' };
      cloud.tables.images.save(image, { properties: { ...image.properties, ...done } });
      setServer(cloud, server, { taskState: null });
      action.finish('Success');
    },
    () => {
      // As Nova: a snapshot that fails takes its image away.
      cloud.tables.images.delete(image.id);
      setServer(cloud, server, { taskState: null });
      action.finish('Error');
    },
  );
  return image;
};

/** An image without bytes that names a snapshot of every volume of the server. */
const ofVolumes = async (cloud: Cloud, call: NovaCall, server: ServerRecord, asked: Asked): Promise<ImageRecord> => {
  const mapping = server.volumes.flatMap(({ volumeId, deleteOnTermination, device, tag, boot }) => {
    const volume = cloud.tables.volumes.get(volumeId);
    if (volume === undefined) return [];
    const snapshot = createSnapshot(cloud, volume, call.token, { name: `snapshot for ${asked.name}` }, call.failsLater);
    return {
      disk_bus: null,
      source_type: 'snapshot',
      encrypted: null,
      encryption_format: null,
      snapshot_id: snapshot.id,
      tag,
      encryption_secret_uuid: null,
      delete_on_termination: deleteOnTermination,
      device_type: null,
      encryption_options: null,
      no_device: null,
      volume_id: null,
      guest_format: null,
      boot_index: boot ? 0 : null,
      volume_size: volume.size,
      device_name: device,
      image_id: null,
      destination_type: 'volume',
      volume_type: null,
    };
  });
  const bootVolume = cloud.tables.volumes.get(server.volumes.find(({ boot }) => boot)?.volumeId ?? '');
  const { signature_verified: _ofCinder, ...inherited } = bootVolume === undefined ? {} : imagePropertiesOf(bootVolume);
  const properties = {
    ...inherited,
    base_image_ref: '',
    root_device_name: server.volumes.find(({ boot }) => boot)?.device ?? '/dev/vda',
    block_device_mapping: JSON.stringify(mapping),
    bdm_v2: 'True',
  };
  const image = newImage(cloud, call, server, asked, properties, 'qcow2');
  logAction(cloud, call, server, 'createImage', 'compute_snapshot_instance').finish('Success');
  await fillImage(cloud, image, Readable.from([]) as AsyncIterable<Buffer>);
  return image;
};

export const createServerImage = async (
  cloud: Cloud,
  call: NovaCall,
  server: ServerRecord,
  asked: Asked,
): Promise<Answer> => {
  requireState(server, 'createImage', ['active', 'stopped', 'paused', 'suspended']);
  const image =
    server.imageId === null ? await ofVolumes(cloud, call, server, asked) : ofRootDisk(cloud, call, server, asked);
  if (call.minor >= 45) return { status: 202, body: { image_id: image.id } };
  return {
    status: 202,
    headers: { 'Content-Type': 'text/html; charset=UTF-8', Location: `${cloud.url}/image/images/${image.id}` },
  };
};
