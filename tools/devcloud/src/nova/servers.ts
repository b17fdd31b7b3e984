import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { PortRecord } from '../neutron/records.js';
import type { Cloud } from '../state/cloud.js';
import type { FlavorRecord, ServerRecord, VmState } from './records.js';

export const findServer = (cloud: Cloud, token: ScopedToken, id: string): ServerRecord => {
  const server = cloud.tables.servers.get(id);
  if (server === undefined || (server.projectId !== token.projectId && !isAdmin(token)))
    throw new Problem(404, `Instance ${id} could not be found.`);
  return server;
};

export const setServer = (cloud: Cloud, server: ServerRecord, changes: Partial<ServerRecord>): ServerRecord =>
  cloud.tables.servers.save(server, { ...changes, updatedAt: cloud.now() });

export const flavorOf = (cloud: Cloud, server: ServerRecord): FlavorRecord | undefined =>
  cloud.tables.flavors.get(server.flavorId);

export const portsOf = (cloud: Cloud, serverId: string): PortRecord[] => {
  const order = cloud.tables.servers.get(serverId)?.portIds ?? [];
  const place = ({ id }: PortRecord): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return cloud.tables.ports
    .filter(({ deviceId }) => deviceId === serverId)
    .sort((one, other) => place(one) - place(other));
};

/** The same words as Nova's, with the state that stands against it. */
export const requireState = (server: ServerRecord, action: string, allowed: readonly VmState[]): void => {
  const refuse = (kind: string, state: string): never => {
    throw new Problem(409, `Cannot '${action}' instance ${server.id} while it is in ${kind} ${state}`);
  };
  if (!allowed.includes(server.vmState)) refuse('vm_state', server.vmState);
  if (server.taskState !== null) refuse('task_state', server.taskState);
};

export const requireUnlocked = (server: ServerRecord, token: ScopedToken): void => {
  if (server.locked && !isAdmin(token)) throw new Problem(409, `Instance ${server.id} is locked`);
};

/** `vda`, `vdb`, … that no disk of the server has yet. */
export const nextDevice = ({ volumes, imageId }: Pick<ServerRecord, 'volumes' | 'imageId'>): string => {
  const taken = new Set(volumes.map(({ device }) => device));
  if (imageId !== null) taken.add('/dev/vda');
  for (let index = 0; ; index += 1) {
    const letters = index < 26 ? String.fromCharCode(97 + index) : `a${String.fromCharCode(97 + (index % 26))}`;
    if (!taken.has(`/dev/vd${letters}`)) return `/dev/vd${letters}`;
  }
};
