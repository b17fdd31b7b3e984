import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Volume } from '@karbor/openstack';
import { defineProtectable } from '@karbor/plugin-sdk';
import type { DependentsQuery, Resource } from '@karbor/plugin-sdk';
import { configSchema, configSections } from './config.js';
import type { VolumeConfig } from './config.js';
import { isTemporary } from './names.js';
import { projectType, serverType, volumeType } from './resource-types.js';

/** From here on a volume tells its generic volume group. */
const withGroups = '3.13';

/** How volumes are found: those of the context's project, without what Karbor makes for itself. */
export const volumeProtectable = defineProtectable({
  name: '@karbor/plugin-volume',
  resourceType: volumeType,
  parentTypes: [serverType, projectType],
  configSection: configSections,
  configSchema,
  async *list({ context, signal }) {
    const session = sessionFrom(context.auth);
    const microversion = await session.negotiateMicroversion('volume', withGroups, { signal });
    for await (const volume of session.volume.listVolumes({ microversion, signal })) {
      if (!isTemporary(volume.name)) yield resourceOf(volume);
    }
  },
  async show(id, { context, signal }) {
    const session = sessionFrom(context.auth);
    const microversion = await session.negotiateMicroversion('volume', withGroups, { signal });
    const volume = await orAbsent(session.volume.showVolume(id, { microversion, signal }));
    if (!volume || isTemporary(volume.name)) return undefined;
    const owner = volume['os-vol-tenant-attr:tenant_id'] ?? context.projectId;
    return owner === context.projectId ? resourceOf(volume) : undefined;
  },
  async *dependents(parent, query) {
    if (parent.type === projectType && parent.id === query.context.projectId) yield* await query.all();
    if (parent.type === serverType) yield* await volumesOf(parent, query);
  },
});

function resourceOf(volume: Volume): Resource {
  return {
    type: volumeType,
    id: volume.id,
    name: volume.name === null || volume.name === '' ? volume.id : volume.name,
    extraInfo: {
      size: volume.size,
      status: volume.status,
      bootable: volume.bootable === 'true',
      encrypted: volume.encrypted,
      multiattach: volume.multiattach,
      volumeType: volume.volume_type,
      availabilityZone: volume.availability_zone,
      ...(volume.group_id != null && { groupId: volume.group_id }),
      attachments: volume.attachments.map(({ server_id, device }) => ({ serverId: server_id, device })),
    },
  };
}

/** The generic volume group that a volume belongs to. */
export function volumeGroupOf({ extraInfo }: Resource): string | undefined {
  const groupId = extraInfo?.['groupId'];
  return typeof groupId === 'string' ? groupId : undefined;
}

/**
 * The attached volumes of a server, and those that the server itself names: Cinder shows no attachment of a volume that is
 * only reserved, as those of a shelved server are.
 */
async function volumesOf(server: Resource, query: DependentsQuery<VolumeConfig>): Promise<Resource[]> {
  const attached = (await query.index(serversOf)).get(server.id) ?? [];
  const byId = await query.index(({ id }) => id, 'id');
  const named = volumeIdsOf(server).flatMap((id) => byId.get(id) ?? []);
  return [...new Map([...attached, ...named].map((volume) => [volume.id, volume])).values()];
}

function volumeIdsOf({ extraInfo }: Resource): readonly string[] {
  const volumeIds = extraInfo?.['volumeIds'];
  return Array.isArray(volumeIds) ? volumeIds.filter((id) => typeof id === 'string') : [];
}

function serversOf({ extraInfo }: Resource): string[] {
  const attachments = extraInfo?.['attachments'];
  return Array.isArray(attachments) ? attachments.map((one: { readonly serverId: string }) => one.serverId) : [];
}
