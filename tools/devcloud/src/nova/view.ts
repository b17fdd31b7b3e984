import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { isAdmin } from '../keystone/tokens.js';
import { toMicroseconds, toSeconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { FlavorRecord, ServerRecord } from './records.js';
import { flavorOf, portsOf } from './servers.js';
import { powerStateOf, statusOf } from './status.js';

export const linksOf = (cloud: Cloud, collection: string, id: string): object[] => [
  { rel: 'self', href: `${cloud.url}/compute/v2.1/${collection}/${id}` },
  { rel: 'bookmark', href: `${cloud.url}/compute/${collection}/${id}` },
];

const bookmark = (cloud: Cloud, collection: string, id: string): object => ({
  id,
  links: [{ rel: 'bookmark', href: `${cloud.url}/compute/${collection}/${id}` }],
});

export const hostIdOf = (cloud: Cloud, projectId: string): string =>
  createHash('sha224')
    .update(`${projectId}${cloud.tables.facts.get('facts')?.hostId ?? ''}`)
    .digest('hex');

export const addressesOf = (cloud: Cloud, server: ServerRecord): Record<string, object[]> => {
  const addresses: Record<string, object[]> = {};
  for (const port of portsOf(cloud, server.id)) {
    const network = cloud.tables.networks.get(port.networkId)?.name ?? port.networkId;
    const list = (addresses[network] ??= []);
    for (const { ip_address: addr } of port.fixedIps)
      list.push({ version: isIPv6(addr) ? 6 : 4, addr, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': port.mac });
  }
  return addresses;
};

const securityGroupsOf = (cloud: Cloud, server: ServerRecord): object[] => {
  const ids = new Set(portsOf(cloud, server.id).flatMap(({ securityGroups }) => securityGroups));
  return [...new Set([...ids].map((id) => cloud.tables.securityGroups.get(id)?.name ?? id))].map((name) => ({ name }));
};

const embeddedFlavor = (flavor: FlavorRecord): object => ({
  vcpus: flavor.vcpus,
  ram: flavor.ram,
  disk: flavor.disk,
  ephemeral: flavor.ephemeral,
  swap: flavor.swap,
  original_name: flavor.name,
  extra_specs: flavor.extraSpecs,
});

const flavorView = (cloud: Cloud, server: ServerRecord, minor: number): object => {
  const flavor = flavorOf(cloud, server);
  return minor >= 47 && flavor !== undefined ? embeddedFlavor(flavor) : bookmark(cloud, 'flavors', server.flavorId);
};

/** Which statuses have `progress`, as in Nova. */
const withProgress = new Set(['ACTIVE', 'BUILD']);

const adminFields = (server: ServerRecord, minor: number): object => ({
  'OS-EXT-SRV-ATTR:host': 'devcloud',
  'OS-EXT-SRV-ATTR:instance_name': `instance-${server.id.slice(0, 8)}`,
  'OS-EXT-SRV-ATTR:hypervisor_hostname': 'devcloud',
  ...(minor >= 3 && {
    'OS-EXT-SRV-ATTR:reservation_id': server.reservationId,
    'OS-EXT-SRV-ATTR:launch_index': 0,
    'OS-EXT-SRV-ATTR:hostname': server.name.toLowerCase(),
    'OS-EXT-SRV-ATTR:kernel_id': '',
    'OS-EXT-SRV-ATTR:ramdisk_id': '',
    'OS-EXT-SRV-ATTR:root_device_name': '/dev/vda',
    'OS-EXT-SRV-ATTR:user_data': server.userData,
  }),
  ...(minor >= 16 && { host_status: 'UP' }),
});

const newerFields = (server: ServerRecord, minor: number): object => ({
  ...(minor >= 9 && { locked: server.locked }),
  ...(minor >= 19 && { description: server.description }),
  ...(minor >= 26 && { tags: server.tags }),
  ...(minor >= 63 && { trusted_image_certificates: null }),
  ...(minor >= 73 && { locked_reason: null }),
});

const volumesView = (server: ServerRecord, minor: number): object[] =>
  server.volumes.map(({ volumeId, deleteOnTermination }) => ({
    id: volumeId,
    ...(minor >= 3 && { delete_on_termination: deleteOnTermination }),
  }));

const faultView = (server: ServerRecord): object => ({
  fault: { code: 500, created: toSeconds(server.updatedAt), message: server.fault ?? 'Unknown' },
});

/** A server as show and the detailed list give it at this microversion. */
export const serverView = (cloud: Cloud, call: NovaCall, server: ServerRecord): object => {
  const { minor } = call;
  const status = statusOf(server);
  const groups = securityGroupsOf(cloud, server);
  return {
    id: server.id,
    name: server.name,
    status,
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: server.vmState === 'building' ? '' : hostIdOf(cloud, server.projectId),
    image: server.imageId === null ? '' : bookmark(cloud, 'images', server.imageId),
    flavor: flavorView(cloud, server, minor),
    created: toSeconds(server.createdAt),
    updated: toSeconds(server.updatedAt),
    addresses: addressesOf(cloud, server),
    accessIPv4: '',
    accessIPv6: '',
    links: linksOf(cloud, 'servers', server.id),
    'OS-DCF:diskConfig': 'MANUAL',
    ...(withProgress.has(status) && { progress: 0 }),
    ...(status === 'ERROR' && faultView(server)),
    'OS-EXT-AZ:availability_zone': server.availabilityZone,
    config_drive: server.configDrive ? 'True' : '',
    key_name: server.keyName,
    'OS-SRV-USG:launched_at': server.launchedAt === null ? null : toMicroseconds(server.launchedAt),
    'OS-SRV-USG:terminated_at': null,
    ...(groups.length > 0 && { security_groups: groups }),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': powerStateOf(server),
    'os-extended-volumes:volumes_attached': volumesView(server, minor),
    ...newerFields(server, minor),
    ...(isAdmin(call.token) && adminFields(server, minor)),
  };
};
