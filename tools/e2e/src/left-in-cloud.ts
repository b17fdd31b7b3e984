import type { Devcloud } from '@karbor/devcloud';

/** What a project has, with the states of servers: the same before and after an operation that left nothing. */
export async function leftIn(cloud: Devcloud, projectId?: string): Promise<Readonly<Record<string, readonly string[]>>> {
  await cloud.settled();
  const { servers, volumes, snapshots, backups, images, ports } = cloud.inventory(projectId);
  return {
    servers: servers.map(({ name, status, metadata }) => `${name} ${status} ${JSON.stringify(metadata)}`).sort(),
    volumes: volumes.map(({ name, status }) => `${name} ${status}`).sort(),
    snapshots: snapshots.map(({ name, status }) => `${name} ${status}`).sort(),
    backups: backups.map(({ name, status }) => `${name} ${status}`).sort(),
    images: images.map(({ name, status }) => `${name} ${status}`).sort(),
    ports: ports.map(({ addresses, status }) => `${addresses.join()} ${status}`).sort(),
  };
}
