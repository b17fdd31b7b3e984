import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { defaultSecurityGroup, isVisibleNetwork, savePort } from '../neutron/ports.js';
import type { PortRecord } from '../neutron/records.js';
import type { Cloud } from '../state/cloud.js';
import { logAction } from './action-log.js';
import type { NovaCall } from './nova-call.js';
import type { ServerRecord } from './records.js';
import { computeOwner, plug } from './server-networks.js';
import { findServer, portsOf, requireState, setServer } from './servers.js';

const creation = z.object({
  interfaceAttachment: z
    .object({
      net_id: z.string().optional(),
      port_id: z.string().optional(),
      fixed_ips: z
        .array(z.object({ ip_address: z.string() }))
        .max(1)
        .optional(),
      tag: z.string().optional(),
    })
    .optional(),
});

const view = (call: NovaCall, port: PortRecord): object => ({
  net_id: port.networkId,
  port_id: port.id,
  mac_addr: port.mac,
  port_state: port.status,
  fixed_ips: port.fixedIps,
  ...(call.minor >= 70 && { tag: null }),
});

const portFor = (
  cloud: Cloud,
  call: NovaCall,
  server: ServerRecord,
  asked: z.infer<typeof creation>['interfaceAttachment'],
): PortRecord => {
  const { token } = call;
  if (asked?.port_id !== undefined) {
    const port = cloud.tables.ports.get(asked.port_id);
    if (port?.projectId !== token.projectId) throw new Problem(404, `Port id ${asked.port_id} could not be found.`);
    if (port.deviceId !== '') throw new Problem(400, `Port ${port.id} is still in use.`);
    setServer(cloud, server, { portIds: [...server.portIds, port.id] });
    return savePort(cloud, port, { deviceId: server.id, deviceOwner: computeOwner });
  }
  const network = cloud.tables.networks
    .all()
    .find(({ id, projectId }) => (asked?.net_id === undefined ? projectId === token.projectId : id === asked.net_id));
  if (network === undefined || !isVisibleNetwork(network, token))
    throw new Problem(404, `Network ${asked?.net_id ?? ''} could not be found.`);
  const address = asked?.fixed_ips?.[0]?.ip_address;
  const port = plug(cloud, token, server.id, network, {
    securityGroups: defaultSecurityGroup(cloud, token.projectId),
    address,
  });
  setServer(cloud, server, { ownPortIds: [...server.ownPortIds, port.id], portIds: [...server.portIds, port.id] });
  return port;
};

export const addInterfaceRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const path = '/servers/:id/os-interface';
  const find = (server: ServerRecord, id: string): PortRecord => {
    const port = portsOf(cloud, server.id).find((one) => one.id === id);
    if (port === undefined) throw new Problem(404, `Instance ${server.id} does not have a port with id ${id}`);
    return port;
  };
  const detach = (call: NovaCall, server: ServerRecord, port: PortRecord): Answer => {
    requireState(server, 'detach_interface', ['active', 'paused', 'stopped']);
    const action = logAction(cloud, call, server, 'detach_interface', 'compute_detach_interface');
    cloud.transitions.begin(
      'attachment',
      () => {
        if (server.ownPortIds.includes(port.id)) cloud.tables.ports.delete(port.id);
        else savePort(cloud, port, { deviceId: '', deviceOwner: '' });
        action.finish('Success');
      },
      () => action.finish('Error'),
    );
    return { status: 202 };
  };
  router
    .on('GET', path, (call, { id = '' }) => {
      const ports = portsOf(cloud, findServer(cloud, call.token, id).id);
      return { status: 200, body: { interfaceAttachments: ports.map((port) => view(call, port)) } };
    })
    .on('POST', path, async (call, { id = '' }) => {
      const server = findServer(cloud, call.token, id);
      requireState(server, 'attach_interface', ['active', 'paused', 'stopped']);
      const { interfaceAttachment: asked } = await readJson(call, creation);
      const port = portFor(cloud, call, server, asked);
      logAction(cloud, call, server, 'attach_interface', 'compute_attach_interface').finish('Success');
      return { status: 200, body: { interfaceAttachment: view(call, port) } };
    })
    .on('GET', `${path}/:port`, (call, { id = '', port = '' }) => ({
      status: 200,
      body: { interfaceAttachment: view(call, find(findServer(cloud, call.token, id), port)) },
    }))
    .on('DELETE', `${path}/:port`, (call, { id = '', port = '' }) => {
      const server = findServer(cloud, call.token, id);
      return detach(call, server, find(server, port));
    });
};
