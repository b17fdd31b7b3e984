import { collect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';

interface Named {
  readonly id: string;
  readonly name: string | null;
}

/** All things in these projects whose names begin so. */
export async function leftovers(sessions: readonly Session[], prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const { volume, image, compute, network, objectStore } of sessions) {
    const lists: Record<string, AsyncIterable<Named>> = {
      server: compute.listServers(),
      volume: volume.listVolumes(),
      snapshot: volume.listSnapshots(),
      backup: volume.listBackups(),
      group: volume.listGroups(),
      'group snapshot': volume.listGroupSnapshots(),
      image: image.listImages(),
      port: network.listPorts(),
      network: network.listNetworks(),
      'security group': network.listSecurityGroups(),
    };
    for (const [kind, list] of Object.entries(lists)) {
      for (const { id, name } of await collect(list)) if (name?.startsWith(prefix)) found.push(`${kind} ${id} ${name}`);
    }
    for (const { name } of await collect(objectStore.listContainers({ prefix }))) found.push(`container ${name}`);
  }
  return found;
}
