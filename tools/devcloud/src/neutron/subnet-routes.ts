import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { blockOf, defaultPools, formatAddress } from './addresses.js';
import { findNetwork, isVisibleNetwork } from './ports.js';
import { badRequest, conflict, notFound } from './problems.js';
import type { SubnetRecord } from './records.js';
import { checkModes } from './subnets.js';
import { addResourceRoutes, type NeutronCall, own, type Resource } from './resource.js';
import { subnetView } from './view.js';
import { requireQuota } from './quota-checks.js';

const fields = z.object({
  name: z.string().max(255).optional(),
  description: z.string().max(255).optional(),
  gateway_ip: z.string().nullable().optional(),
  enable_dhcp: z.boolean().optional(),
  allocation_pools: z.array(z.object({ start: z.string(), end: z.string() })).optional(),
  dns_nameservers: z.array(z.string()).optional(),
  host_routes: z.array(z.object({ destination: z.string(), nexthop: z.string() })).optional(),
});
const mode = z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).nullable().optional();
const created = fields.extend({ ipv6_address_mode: mode, ipv6_ra_mode: mode });
const creation = z.object({
  subnet: created.extend({
    network_id: z.string(),
    ip_version: z.union([z.number(), z.string()]).optional(),
    cidr: z.string(),
  }),
});
const update = z.object({ subnet: fields });

export interface SubnetFields {
  readonly networkId: string;
  readonly cidr: string;
  readonly asked: z.infer<typeof created> & { readonly ip_version?: number | string | undefined };
}

export const insertSubnet = (
  cloud: Cloud,
  projectId: string,
  { networkId, cidr, asked }: SubnetFields,
): SubnetRecord => {
  const block = blockOf(cidr);
  if (block === undefined) throw badRequest(`Invalid input for cidr. Reason: '${cidr}' is not a valid IP subnet.`);
  checkModes(cidr, block.version, asked);
  // Of IPv6 it is the address of all routers of the subnet, which is that of the subnet itself.
  const first = { version: block.version, value: block.version === 6 ? block.first : block.first + 1n };
  const gateway = asked.gateway_ip === undefined ? formatAddress(first) : asked.gateway_ip;
  const now = cloud.now();
  return cloud.tables.subnets.insert({
    id: randomUUID(),
    projectId,
    networkId,
    cidr,
    addressMode: asked.ipv6_address_mode ?? undefined,
    advertisementMode: asked.ipv6_ra_mode ?? undefined,
    createdAt: now,
    updatedAt: now,
    revision: 0,
    tags: [],
    name: asked.name ?? '',
    description: asked.description ?? '',
    gateway,
    dhcp: asked.enable_dhcp ?? true,
    pools: asked.allocation_pools ?? defaultPools(block, gateway),
    nameservers: asked.dns_nameservers ?? [],
    routes: asked.host_routes ?? [],
  });
};

export const addSubnetRoutes = (router: Router<NeutronCall>, cloud: Cloud): void => {
  const { networks, ports, subnets } = cloud.tables;
  const resource: Resource<SubnetRecord> = {
    singular: 'subnet',
    path: 'subnets',
    all: () => subnets.all(),
    isVisible: (subnet, token) => {
      const network = networks.get(subnet.networkId);
      return (
        subnet.projectId === token.projectId ||
        isAdmin(token) ||
        (network?.shared === true && isVisibleNetwork(network, token))
      );
    },
    isOwn: (subnet, token) => subnet.projectId === token.projectId || isAdmin(token),
    notFound: notFound.subnet,
    view: subnetView,
    save: (subnet, changes) => subnets.save(subnet, changes),
    remove: ({ id }) => {
      if (ports.all().some(({ fixedIps }) => fixedIps.some(({ subnet_id: used }) => used === id)))
        throw conflict(
          `Unable to complete operation on subnet ${id}: One or more ports have an IP allocation from this subnet.`,
          'SubnetInUse',
        );
      subnets.delete(id);
    },
  };
  router
    .on('POST', '/v2.0/subnets', async (call) => {
      const { subnet: asked } = await readJson(call, creation);
      const network = findNetwork(cloud, call.token, asked.network_id);
      if (network.projectId !== call.token.projectId && !isAdmin(call.token)) throw notFound.network(network.id);
      requireQuota(cloud, network.projectId, 'subnet');
      const subnet = insertSubnet(cloud, network.projectId, { networkId: network.id, cidr: asked.cidr, asked });
      return { status: 201, body: { subnet: subnetView(subnet) } };
    })
    .on('PUT', '/v2.0/subnets/:id', async (call, { id = '' }) => {
      const subnet = own(resource, call, id);
      const { subnet: asked } = await readJson(call, update);
      subnets.save(subnet, {
        ...(asked.name !== undefined && { name: asked.name }),
        ...(asked.description !== undefined && { description: asked.description }),
        ...(asked.gateway_ip !== undefined && { gateway: asked.gateway_ip }),
        ...(asked.enable_dhcp !== undefined && { dhcp: asked.enable_dhcp }),
        ...(asked.allocation_pools && { pools: asked.allocation_pools }),
        ...(asked.dns_nameservers && { nameservers: asked.dns_nameservers }),
        ...(asked.host_routes && { routes: asked.host_routes }),
        updatedAt: cloud.now(),
        revision: subnet.revision + 1,
      });
      return { status: 200, body: { subnet: subnetView(subnet) } };
    });
  addResourceRoutes(router, cloud, resource);
};
