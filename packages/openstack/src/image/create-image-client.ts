import { path } from '../http/path.js';
import { serviceClient, whole, type ServiceCaller, type ServiceClient } from '../session/service-client.js';
import { downloadFrom } from './download.js';
import type { ImageClient } from './image-client.js';
import type { Image, ImageMember } from './image.js';

export function createImageClient(caller: ServiceCaller): ImageClient {
  const glance = serviceClient(caller, 'image');
  const image = async (...[method, place, json, settings]: Parameters<ServiceClient['call']>): Promise<Image> =>
    whole<Image>(await glance.call(method, place, json, settings), `${method} ${place} of image`);

  return {
    listImages: (options) => glance.list('/images', 'images', options),
    showImage: async (id, options) => image('GET', path`/images/${id}`, undefined, options),
    createImage: (properties, options) => image('POST', '/images', properties, options),
    updateImage: async (id, patch, options) => {
      const headers = { 'content-type': 'application/openstack-images-v2.1-json-patch' };
      return image('PATCH', path`/images/${id}`, patch, { ...options, headers });
    },
    deleteImage: async (id, options) => glance.accept('DELETE', path`/images/${id}`, undefined, options),
    listImageMembers: async (id, options) => glance.get(path`/images/${id}/members`, 'members', options),
    addImageMember: async (id, member, options) => {
      const place = path`/images/${id}/members`;
      return whole<ImageMember>(await glance.call('POST', place, { member }, options), `POST ${place} of image`);
    },
    uploadImageData: async (id, data, { size, signal } = {}) => {
      const { requestId } = await caller.request('image', {
        method: 'PUT',
        path: path`/images/${id}/file`,
        headers: { 'content-type': 'application/octet-stream' },
        body: data,
        size,
        signal,
        // An image that has begun to take its bytes takes no second copy.
        idempotent: false,
      });
      return { requestId };
    },
    downloadImageData: async (id, { offset = 0, signal } = {}) =>
      downloadFrom(offset, (from) =>
        caller.stream('image', {
          method: 'GET',
          path: path`/images/${id}/file`,
          ...(from === 0 ? {} : { headers: { range: `bytes=${from}-` } }),
          signal,
        })
      ),
  };
}
