import { collect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';

interface Named {
  readonly id: string;
  readonly name: string | null;
}

interface Kind {
  readonly list: AsyncIterable<Named>;
  readonly remove: (id: string) => Promise<unknown>;
}

/** The kinds of things of a project, each after those that depend on it. */
function kindsOf({ volume, image, compute, network }: Session): Record<string, Kind> {
  return {
    server: { list: compute.listServers(), remove: (id) => compute.deleteServer(id) },
    'group snapshot': { list: volume.listGroupSnapshots(), remove: (id) => volume.deleteGroupSnapshot(id) },
    backup: { list: volume.listBackups(), remove: (id) => volume.deleteBackup(id) },
    snapshot: { list: volume.listSnapshots(), remove: (id) => volume.deleteSnapshot(id) },
    group: { list: volume.listGroups(), remove: (id) => volume.deleteGroup(id, { deleteVolumes: true }) },
    volume: { list: volume.listVolumes(), remove: (id) => volume.deleteVolume(id) },
    image: { list: image.listImages(), remove: (id) => image.deleteImage(id) },
    port: { list: network.listPorts(), remove: (id) => network.deletePort(id) },
    network: { list: network.listNetworks(), remove: (id) => network.deleteNetwork(id) },
    'security group': { list: network.listSecurityGroups(), remove: (id) => network.deleteSecurityGroup(id) },
  };
}

/**
 * All things in these projects whose names begin so, such as what a call made that should have been refused. Their
 * removal is begun, as far as they allow it.
 */
export async function sweep(sessions: readonly Session[], prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const session of sessions) {
    for (const [kind, { list, remove }] of Object.entries(kindsOf(session))) {
      for (const { id, name } of await collect(list)) {
        if (!name?.startsWith(prefix)) continue;
        found.push(`${kind} ${id} ${name}`);
        await remove(id).catch((error: unknown) => found.push(String(error)));
      }
    }
    for (const { name } of await collect(session.objectStore.listContainers({ prefix })))
      found.push(`container ${name}`);
  }
  return found;
}
