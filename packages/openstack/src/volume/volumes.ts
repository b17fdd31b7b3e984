import { path } from '../http/path.js';
import { part, type ServiceClient } from '../session/service-client.js';
import type { VolumeClient } from './volume-client.js';

type Volumes = Pick<
  VolumeClient,
  | 'listVolumes'
  | 'showVolume'
  | 'createVolume'
  | 'updateVolume'
  | 'deleteVolume'
  | 'setVolumeMetadata'
  | 'setVolumeBootable'
  | 'setVolumeImageMetadata'
  | 'extendVolume'
  | 'uploadVolumeToImage'
>;

export function createVolumes(cinder: ServiceClient): Volumes {
  return {
    listVolumes: (options) => cinder.list('/volumes/detail', 'volumes', options),
    showVolume: async (id, options) => cinder.get(path`/volumes/${id}`, 'volume', options),
    createVolume: (volume, options) => cinder.send('POST', '/volumes', { volume }, 'volume', options),
    updateVolume: async (id, volume, options) =>
      cinder.send('PUT', path`/volumes/${id}`, { volume }, 'volume', options),
    deleteVolume: async (id, { cascade, ...options } = {}) =>
      cinder.accept('DELETE', path`/volumes/${id}`, undefined, { ...options, query: { cascade } }),
    setVolumeMetadata: async (id, metadata, options) =>
      cinder.send('POST', path`/volumes/${id}/metadata`, { metadata }, 'metadata', { ...options, idempotent: true }),
    setVolumeBootable: async (id, bootable, options) =>
      cinder.accept(
        'POST',
        path`/volumes/${id}/action`,
        { 'os-set_bootable': { bootable } },
        { ...options, idempotent: true }
      ),
    setVolumeImageMetadata: async (id, metadata, options) =>
      cinder.accept(
        'POST',
        path`/volumes/${id}/action`,
        { 'os-set_image_metadata': { metadata } },
        { ...options, idempotent: true }
      ),
    extendVolume: async (id, newSize, options) =>
      cinder.accept('POST', path`/volumes/${id}/action`, { 'os-extend': { new_size: newSize } }, options),
    uploadVolumeToImage: async (id, image, options) => {
      const place = path`/volumes/${id}/action`;
      const upload = { disk_format: 'raw', container_format: 'bare', ...image };
      const answer = await cinder.call('POST', place, { 'os-volume_upload_image': upload }, options);
      const started = part<{ image_id: string }>(answer, 'os-volume_upload_image', `POST ${place} of volume`);
      return { imageId: started.image_id, requestId: answer.requestId };
    },
  };
}
