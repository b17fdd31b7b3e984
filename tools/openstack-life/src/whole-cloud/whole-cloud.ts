import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { collect, connect, loadCloud } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { accounts, sessionOf } from '../cloud/place.js';
import type { Place } from '../cloud/place.js';

type Cloud = Omit<Place, 'account'>;

interface Listed {
  readonly id: string;
  readonly name?: string | null;
}

/** All that there is in all projects, also what Cinder and Glance hide, and the files of volumes, images and servers. */
export async function wholeCloud(cloud: Cloud): Promise<readonly string[]> {
  const environment = { OS_CLIENT_CONFIG_FILE: cloud.cloudsFile };
  const admin = connect(await loadCloud({ cloud: 'admin', environment }), { environment });
  try {
    const lists = await Promise.all([ofAllProjects(admin), files(cloud), ...accounts.map((account) => containersOf({ ...cloud, account }))]);
    return lists.flat().sort();
  } finally {
    await admin.close();
  }
}

async function ofAllProjects({ compute, volume, image, network }: Session): Promise<readonly string[]> {
  const filters = { all_tenants: 1 };
  const lists: Readonly<Record<string, AsyncIterable<Listed>>> = {
    server: compute.listServers({ filters }),
    'server group': compute.listServerGroups({ filters: { all_projects: 1 } }),
    volume: volume.listVolumes({ filters }),
    snapshot: volume.listSnapshots({ filters }),
    backup: volume.listBackups({ filters }),
    group: volume.listGroups({ filters }),
    'group snapshot': volume.listGroupSnapshots({ filters }),
    image: image.listImages({ filters: { visibility: 'all' } }),
    'hidden image': image.listImages({ filters: { visibility: 'all', os_hidden: true } }),
    network: network.listNetworks(),
    port: network.listPorts(),
  };
  const lines = Object.entries(lists).map(async ([kind, list]) => (await collect(list)).map(({ id, name }) => `${kind} ${id} ${name ?? ''}`));
  return (await Promise.all(lines)).flat();
}

/** Those of things, which have ids for names; the services' own are called otherwise. */
async function files({ stateDir }: Cloud): Promise<readonly string[]> {
  const folders = ['cinder/volumes', 'cinder/conversion', 'nova/instances', 'glance/images', 'glance/staging'];
  const lists = folders.map(async (folder) => {
    const names = await readdir(join(stateDir, 'var', folder)).catch(() => []);
    return names.filter((name) => /[0-9a-f]{8}-[0-9a-f]{4}-/.test(name)).map((name) => `file ${folder}/${name}`);
  });
  return (await Promise.all(lists)).flat();
}

/** Containers that hold something: Cinder leaves that of its backups. */
async function containersOf(place: Place): Promise<readonly string[]> {
  const session = await sessionOf(place);
  try {
    const containers = await collect(session.objectStore.listContainers());
    const held = containers.map(async ({ name }) => {
      const objects = await collect(session.objectStore.listObjects(name));
      return objects.length === 0 && !name.startsWith('karbor') ? [] : [`container ${place.account}/${name} with ${objects.length} objects`];
    });
    return (await Promise.all(held)).flat();
  } finally {
    await session.close();
  }
}
