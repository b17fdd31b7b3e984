import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { addressesFor, createPort, findNetwork, refuseOwnersWishes, savePort } from './ports.js';
import { badRequest, conflict, notFound } from './problems.js';
import type { PortRecord } from './records.js';
import { addResourceRoutes, type NeutronCall, own, type Resource } from './resource.js';
import { portView } from './view.js';
import { requireQuota } from './quota-checks.js';

const fields = z.object({
  name: z.string().max(255).optional(),
  description: z.string().max(255).optional(),
  admin_state_up: z.boolean().optional(),
  device_id: z.string().optional(),
  device_owner: z.string().optional(),
  fixed_ips: z.array(z.object({ subnet_id: z.string().optional(), ip_address: z.string().optional() })).optional(),
  security_groups: z.array(z.string()).optional(),
  port_security_enabled: z.boolean().optional(),
  allowed_address_pairs: z.array(z.looseObject({ ip_address: z.string() })).optional(),
  extra_dhcp_opts: z.array(z.looseObject({ opt_name: z.string() })).optional(),
  'binding:vnic_type': z.string().optional(),
});
const creation = z.object({ port: fields.extend({ network_id: z.string(), mac_address: z.string().optional() }) });
const update = z.object({ port: fields });

const columns = (asked: z.infer<typeof fields>): Partial<PortRecord> => ({
  ...(asked.name !== undefined && { name: asked.name }),
  ...(asked.description !== undefined && { description: asked.description }),
  ...(asked.admin_state_up !== undefined && { adminStateUp: asked.admin_state_up }),
  ...(asked.device_id !== undefined && { deviceId: asked.device_id }),
  ...(asked.device_owner !== undefined && { deviceOwner: asked.device_owner }),
  ...(asked.security_groups && { securityGroups: asked.security_groups }),
  ...(asked.port_security_enabled !== undefined && { portSecurity: asked.port_security_enabled }),
  ...(asked.allowed_address_pairs && { addressPairs: asked.allowed_address_pairs }),
  ...(asked.extra_dhcp_opts && { dhcpOptions: asked.extra_dhcp_opts }),
  ...(asked['binding:vnic_type'] !== undefined && { vnicType: asked['binding:vnic_type'] }),
});

export const addPortRoutes = (router: Router<NeutronCall>, cloud: Cloud): void => {
  const { ports, securityGroups } = cloud.tables;
  const checkGroups = (ids: readonly string[] | undefined): void => {
    const unknown = ids?.find((id) => securityGroups.get(id) === undefined);
    if (unknown !== undefined) throw notFound.securityGroup(unknown);
  };
  const mine = (port: PortRecord, { token }: Pick<NeutronCall, 'token'>): boolean =>
    port.projectId === token.projectId || isAdmin(token);
  const resource: Resource<PortRecord> = {
    singular: 'port',
    path: 'ports',
    all: () => ports.all(),
    isVisible: (port, token) => mine(port, { token }),
    isOwn: (port, token) => mine(port, { token }),
    notFound: notFound.port,
    view: portView,
    save: (port, changes) => savePort(cloud, port, changes),
    remove: ({ id }) => ports.delete(id),
  };
  router
    .on('POST', '/v2.0/ports', async (call) => {
      const { port: asked } = await readJson(call, creation);
      checkGroups(asked.security_groups);
      const network = findNetwork(cloud, call.token, asked.network_id);
      refuseOwnersWishes(call.token, network, asked);
      requireQuota(cloud, call.token.projectId, 'port');
      const isSecured = asked.port_security_enabled ?? network.portSecurity;
      if (!isSecured && asked.security_groups !== undefined && asked.security_groups.length > 0)
        throw badRequest(
          'Port security must be enabled and port must have an IP address in order to use security groups.',
          'PortSecurityAndIPRequiredForSecurityGroups',
        );
      if (!isSecured && asked.allowed_address_pairs !== undefined && asked.allowed_address_pairs.length > 0)
        throw conflict(
          'Port Security must be enabled in order to have allowed address pairs on a port.',
          'AddressPairAndPortSecurityRequired',
        );
      const port = createPort(cloud, call.token.projectId, network, {
        ...(!isSecured && { securityGroups: [] }),
        ...columns(asked),
        wanted: asked.fixed_ips,
        mac: asked.mac_address,
      });
      return { status: 201, body: { port: portView(port) } };
    })
    .on('PUT', '/v2.0/ports/:id', async (call, { id = '' }) => {
      const port = own(resource, call, id);
      const { port: asked } = await readJson(call, update);
      checkGroups(asked.security_groups);
      const fixedIps = asked.fixed_ips && addressesFor(cloud, port.networkId, asked.fixed_ips, port);
      savePort(cloud, port, { ...columns(asked), ...(fixedIps && { fixedIps }) });
      return { status: 200, body: { port: portView(port) } };
    });
  addResourceRoutes(router, cloud, resource);
};
