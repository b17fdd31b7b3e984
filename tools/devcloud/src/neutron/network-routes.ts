import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { isVisibleNetwork } from './ports.js';
import { conflict, notFound } from './problems.js';
import type { NetworkRecord } from './records.js';
import { addResourceRoutes, type NeutronCall, own, type Resource } from './resource.js';
import { networkView } from './view.js';
import { requireQuota } from './quota-checks.js';

const fields = z.object({
  name: z.string().max(255).optional(),
  description: z.string().max(255).optional(),
  admin_state_up: z.boolean().optional(),
  shared: z.boolean().optional(),
  'router:external': z.boolean().optional(),
  port_security_enabled: z.boolean().optional(),
  tenant_id: z.string().optional(),
  project_id: z.string().optional(),
});
const body = z.object({ network: fields });

export const insertNetwork = (cloud: Cloud, projectId: string, values: Partial<NetworkRecord>): NetworkRecord => {
  const now = cloud.now();
  return cloud.tables.networks.insert({
    id: randomUUID(),
    projectId,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    tags: [],
    name: '',
    description: '',
    adminStateUp: true,
    shared: false,
    external: false,
    mtu: 1450,
    portSecurity: true,
    ...values,
  });
};

const columns = (asked: z.infer<typeof fields>): Partial<NetworkRecord> => ({
  ...(asked.name !== undefined && { name: asked.name }),
  ...(asked.description !== undefined && { description: asked.description }),
  ...(asked.admin_state_up !== undefined && { adminStateUp: asked.admin_state_up }),
  ...(asked.shared !== undefined && { shared: asked.shared }),
  ...(asked['router:external'] !== undefined && { external: asked['router:external'] }),
  ...(asked.port_security_enabled !== undefined && { portSecurity: asked.port_security_enabled }),
});

const refuseSharing = (call: NeutronCall, asked: z.infer<typeof fields>, rule: string): void => {
  if (isAdmin(call.token)) return;
  const key = asked.shared === true ? 'shared' : asked['router:external'] === true ? 'router:external' : undefined;
  if (key !== undefined)
    throw new Problem(403, `(rule:${rule} and rule:${rule}:${key}) is disallowed by policy`, {
      type: 'PolicyNotAuthorized',
    });
};

export const addNetworkRoutes = (router: Router<NeutronCall>, cloud: Cloud): void => {
  const { networks, ports, subnets } = cloud.tables;
  const view = (network: NetworkRecord): Record<string, unknown> => networkView(cloud, network);
  const resource: Resource<NetworkRecord> = {
    singular: 'network',
    path: 'networks',
    all: () => networks.all(),
    isVisible: isVisibleNetwork,
    isOwn: (network, token) => network.projectId === token.projectId || isAdmin(token),
    notFound: notFound.network,
    view,
    save: (network, changes) => networks.save(network, changes),
    remove: ({ id }) => {
      const used = ports.filter(({ networkId }) => networkId === id);
      if (used.length > 0)
        throw conflict(
          `Unable to complete operation on network ${id}. There are one or more ports still in use on the network, id for these ports is: ${used.map((port) => port.id).join(',')}.`,
          'NetworkInUse',
        );
      for (const subnet of subnets.filter(({ networkId }) => networkId === id)) subnets.delete(subnet.id);
      networks.delete(id);
    },
  };
  router
    .on('POST', '/v2.0/networks', async (call) => {
      const { network: asked } = await readJson(call, body);
      refuseSharing(call, asked, 'create_network');
      const owner = isAdmin(call.token) ? (asked.project_id ?? asked.tenant_id) : undefined;
      requireQuota(cloud, owner ?? call.token.projectId, 'network');
      return {
        status: 201,
        body: {
          network: { ...view(insertNetwork(cloud, owner ?? call.token.projectId, columns(asked))), is_default: false },
        },
      };
    })
    .on('PUT', '/v2.0/networks/:id', async (call, { id = '' }) => {
      const network = own(resource, call, id);
      const { network: asked } = await readJson(call, body);
      refuseSharing(call, asked, 'update_network');
      networks.save(network, { ...columns(asked), updatedAt: cloud.now(), revision: network.revision + 1 });
      return { status: 200, body: { network: view(network) } };
    });
  addResourceRoutes(router, cloud, resource);
};
