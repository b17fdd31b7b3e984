import { orAbsent } from '@karbor/openstack';
import type { Server, Session } from '@karbor/openstack';
import { freezeKey, restoreKey } from '../names.js';
import type { SavedVolume, ServerDescription } from '../saved-info.js';
import { bootImageOf } from './boot-image.js';
import { describeInterfaces } from './interfaces.js';
import { describeServerGroup } from './server-group.js';
import { describeVolumes } from './volumes.js';

/** All that a restore must know of a server, asked from Nova and Neutron. */
export async function describeServer(session: Session, id: string, signal: AbortSignal): Promise<ServerDescription> {
  // The newest in which a flavor still has its id; it brings tags and the description, and user data to administrators.
  const microversion = await session.negotiateMicroversion('compute', '2.26', { signal });
  const server = await session.compute.showServer(id, { microversion, signal });
  const volumes = await describeVolumes(session, server, signal);
  return {
    name: server.name,
    description: server.description ?? null,
    status: server.status,
    flavor: await describeFlavor(session, server, signal),
    keyName: server.key_name,
    metadata: ownMetadata(server),
    tags: [...(server.tags ?? [])],
    userData: server['OS-EXT-SRV-ATTR:user_data'] ?? null,
    configDrive: server.config_drive !== '',
    availabilityZone: server['OS-EXT-AZ:availability_zone'] || null,
    serverGroup: await describeServerGroup(session, server.id, signal),
    interfaces: await describeInterfaces(session, server, signal),
    volumes,
    boot: bootOf(server, volumes),
  };
}

function ownMetadata({ metadata }: Server): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== freezeKey && key !== restoreKey));
}

function bootOf(server: Server, volumes: readonly SavedVolume[]): ServerDescription['boot'] {
  const imageId = bootImageOf(server);
  if (imageId !== undefined) return { from: 'image', imageId };
  return { from: 'volume', volumeId: volumes.find(({ boot }) => boot)?.volumeId ?? '' };
}

async function describeFlavor(session: Session, server: Server, signal: AbortSignal): Promise<ServerDescription['flavor']> {
  const id = server.flavor.id ?? '';
  const flavor = await orAbsent(session.compute.showFlavor(id, { signal }));
  if (!flavor) return { id };
  const { name, vcpus, ram, disk, swap, 'OS-FLV-EXT-DATA:ephemeral': ephemeral } = flavor;
  return { id, name, vcpus, ram, disk, ephemeral, swap: swap === '' ? 0 : swap };
}
