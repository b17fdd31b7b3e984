import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Server } from '@karbor/openstack';
import { defineProtectable } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { configSchema, configSections } from './config.js';
import { bootImageOf } from './describe/boot-image.js';
import { restoreKey } from './names.js';
import { projectType, serverType } from './resource-types.js';

/** How servers are found: those of the context's project, without those that are still being restored. */
export const serverProtectable = defineProtectable({
  name: '@karbor/plugin-server',
  resourceType: serverType,
  parentTypes: [projectType],
  configSection: configSections,
  configSchema,
  async *list({ context, signal }) {
    for await (const server of sessionFrom(context.auth).compute.listServers({ signal })) {
      if (!isUnfinished(server)) yield resourceOf(server);
    }
  },
  async show(id, { context, signal }) {
    const server = await orAbsent(sessionFrom(context.auth).compute.showServer(id, { signal }));
    return server && server.tenant_id === context.projectId && !isUnfinished(server) ? resourceOf(server) : undefined;
  },
  async *dependents(parent, query) {
    if (parent.type === projectType && parent.id === query.context.projectId) yield* await query.all();
  },
});

function isUnfinished({ metadata }: Server): boolean {
  return restoreKey in metadata;
}

function resourceOf(server: Server): Resource {
  const imageId = bootImageOf(server);
  return {
    type: serverType,
    id: server.id,
    name: server.name,
    extraInfo: {
      status: server.status,
      ...(imageId !== undefined && { imageId }),
      volumeIds: server['os-extended-volumes:volumes_attached'].map(({ id }) => id),
    },
  };
}
