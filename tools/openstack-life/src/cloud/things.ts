import { collect } from '@karbor/openstack';
import type { ServiceType, Session } from '@karbor/openstack';

/** Something that a project has. */
export interface Thing {
  readonly kind: string;
  readonly name: string;
  /** All that should be as it was before. */
  readonly state: string;
  remove(): Promise<unknown>;
}

export interface Sessions {
  readonly session: Session;
  /** An administrator in the same project: Cinder hides some of what it makes for itself. */
  readonly admin: Session;
}

/** All that the project has, but for what comes with every project. */
export async function thingsOf(sessions: Sessions): Promise<readonly Thing[]> {
  const lists = await Promise.all([ofCompute(sessions), ofVolume(sessions), ofImage(sessions), ofNetwork(sessions), ofObjectStore(sessions)]);
  return lists.flat();
}

/** The listing of all that a project has: the same before and after an operation that left nothing. */
export async function listing(sessions: Sessions): Promise<readonly string[]> {
  return (await thingsOf(sessions)).map(describeThing).sort();
}

export const describeThing = ({ kind, name, state }: Thing): string => `${kind} ${name} ${state}`.trimEnd();

const named = (name: string | null): string => name ?? '(without a name)';

const deletion = ({ session }: Sessions, service: ServiceType, path: string, microversion?: string) => (): Promise<unknown> =>
  session.request(service, { method: 'DELETE', path, microversion });

async function ofCompute(sessions: Sessions): Promise<readonly Thing[]> {
  const { compute } = sessions.session;
  const [servers, keypairs, groups] = await Promise.all([
    collect(compute.listServers()),
    compute.listKeypairs(),
    collect(compute.listServerGroups()),
  ]);
  return [
    ...servers.map(({ id, name, status, metadata, ...server }) => {
      const power = server['OS-EXT-STS:power_state'];
      const volumes = server['os-extended-volumes:volumes_attached'].length;
      const state = `${status}, power ${power}, volumes ${volumes}, ${JSON.stringify(metadata)}`;
      return { kind: 'server', name, state, remove: deletion(sessions, 'compute', `/servers/${id}`) };
    }),
    ...keypairs.map(({ name }) => ({ kind: 'key pair', name, state: '', remove: deletion(sessions, 'compute', `/os-keypairs/${name}`) })),
    ...groups.map(({ id, name }) => ({
      ...{ kind: 'server group', name, state: '' },
      remove: deletion(sessions, 'compute', `/os-server-groups/${id}`),
    })),
  ];
}

async function ofVolume(sessions: Sessions): Promise<readonly Thing[]> {
  const { session, admin } = sessions;
  const projectId = await session.projectId();
  const filters = { all_tenants: 1, project_id: projectId };
  const [volumes, snapshots, backups, groups, groupSnapshots] = await Promise.all([
    collect(admin.volume.listVolumes({ filters })),
    collect(admin.volume.listSnapshots({ filters })),
    collect(session.volume.listBackups()),
    collect(session.volume.listGroups()),
    collect(session.volume.listGroupSnapshots()),
  ]);
  const of = (kind: string, path: string) => (one: { readonly id: string; readonly name: string | null; readonly status: string }) => ({
    ...{ kind, name: named(one.name), state: one.status },
    remove: deletion(sessions, 'volume', `${path}/${one.id}`, '3.60'),
  });
  return [
    ...volumes.map((volume) => {
      const { status, size, bootable, attachments, metadata } = volume;
      const state = `${status}, ${size} GiB, bootable ${bootable}, attachments ${attachments.length}, ${JSON.stringify(metadata)}`;
      return { ...of('volume', '/volumes')(volume), state };
    }),
    ...snapshots.map(of('snapshot', '/snapshots')),
    ...backups.map(of('backup', '/backups')),
    ...groupSnapshots.map(of('group snapshot', '/group_snapshots')),
    ...groups.map((group) => ({
      ...of('group', '/groups')(group),
      remove: () => session.volume.deleteGroup(group.id, { deleteVolumes: true }),
    })),
  ];
}

async function ofImage(sessions: Sessions): Promise<readonly Thing[]> {
  const owner = await sessions.session.projectId();
  const images = await collect(sessions.session.image.listImages({ filters: { owner } }));
  return images.map(({ id, name, status, visibility }) => ({
    ...{ kind: 'image', name: named(name), state: `${status}, ${visibility}` },
    remove: deletion(sessions, 'image', `/images/${id}`),
  }));
}

/** Without the one network that a project has at first, and its security group. */
async function ofNetwork(sessions: Sessions): Promise<readonly Thing[]> {
  const { network } = sessions.session;
  const filters = { project_id: await sessions.session.projectId() };
  const [networks, ports, groups] = await Promise.all([
    collect(network.listNetworks({ filters })),
    collect(network.listPorts({ filters })),
    collect(network.listSecurityGroups({ filters })),
  ]);
  return [
    ...ports.map(({ id, name, device_owner: owner, fixed_ips: addresses }) => ({
      ...{ kind: 'port', name, state: `${owner} ${addresses.map(({ ip_address: address }) => address).join(' ')}` },
      remove: deletion(sessions, 'network', `/ports/${id}`),
    })),
    ...networks
      .filter(({ name }) => name !== 'private')
      .map(({ id, name }) => ({ kind: 'network', name, state: '', remove: deletion(sessions, 'network', `/networks/${id}`) })),
    ...groups
      .filter(({ name }) => name !== 'default')
      .map(({ id, name }) => ({ kind: 'security group', name, state: '', remove: deletion(sessions, 'network', `/security-groups/${id}`) })),
  ];
}

/** A container that holds nothing counts for nothing: Cinder leaves the one of its backups. */
async function ofObjectStore({ session: { objectStore } }: Sessions): Promise<readonly Thing[]> {
  const containers = await collect(objectStore.listContainers());
  const objects = await Promise.all(
    containers.map(async ({ name: container }) => {
      if (container.startsWith('karbor-')) return [];
      const entries = await collect(objectStore.listObjects(container));
      return entries.flatMap((entry) => ('name' in entry ? [{ container, name: entry.name }] : []));
    }),
  );
  return objects.flat().map(({ container, name }) => ({
    ...{ kind: 'object', name: `${container}/${name}`, state: '' },
    remove: () => objectStore.deleteObject(container, name),
  }));
}
