import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Image } from '@karbor/openstack';
import { defineProtectable } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { configSchema, configSections } from './config.js';
import { isTemporary } from './names.js';

const SERVER = 'OS::Nova::Server';
const PROJECT = 'OS::Keystone::Project';

/** States of images that have no bytes yet, or none any more. */
const withoutBytes = ['queued', 'saving', 'uploading', 'importing', 'killed', 'deleted', 'pending_delete'];

/** How images are found: those that the context's project owns, and the boot images of its servers, whoever owns them. */
export const imageProtectable = defineProtectable({
  name: '@karbor/plugin-image',
  resourceType: 'OS::Glance::Image',
  parentTypes: [SERVER, PROJECT],
  configSection: configSections,
  configSchema,
  async *list({ context, signal }) {
    const { image: images } = sessionFrom(context.auth);
    // Glance leaves hidden images out unless it is asked for them alone.
    for (const hidden of [false, true]) {
      const filters = { owner: context.projectId, os_hidden: hidden };
      for await (const image of images.listImages({ filters, signal })) {
        if (image.owner === context.projectId && image.os_hidden === hidden && hasBytes(image)) yield resourceOf(image);
      }
    }
  },
  async show(id, { context, signal }) {
    const image = await orAbsent(sessionFrom(context.auth).image.showImage(id, { signal }));
    return image && hasBytes(image) ? resourceOf(image) : undefined;
  },
  async *dependents(parent, query) {
    if (parent.type === PROJECT && parent.id === query.context.projectId) yield* await query.all();
    const imageId = parent.extraInfo?.['imageId'];
    if (parent.type !== SERVER || typeof imageId !== 'string' || imageId === '') return;
    const image = await query.show(imageId);
    // One whose bytes cannot be read must not keep the servers that once booted from it from being protected.
    if (image?.extraInfo?.['status'] === 'active') yield image;
  },
});

function hasBytes(image: Image): boolean {
  return !isTemporary(image.name) && !withoutBytes.includes(image.status);
}

function resourceOf(image: Image): Resource {
  return {
    type: 'OS::Glance::Image',
    id: image.id,
    name: image.name === null || image.name === '' ? image.id : image.name,
    extraInfo: {
      size: image.size,
      status: image.status,
      visibility: image.visibility,
      owner: image.owner,
      diskFormat: image.disk_format,
      containerFormat: image.container_format,
    },
  };
}
