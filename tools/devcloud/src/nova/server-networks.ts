import { z } from 'zod';
import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import { createPort, defaultSecurityGroup, isVisibleNetwork, refuseOwnersWishes, savePort } from '../neutron/ports.js';
import type { NetworkRecord, PortRecord } from '../neutron/records.js';
import type { Cloud } from '../state/cloud.js';

export const networksRequest = z.union([
  z.enum(['auto', 'none']),
  z.array(
    z.object({
      uuid: z.string().optional(),
      port: z.string().optional(),
      fixed_ip: z.string().optional(),
      tag: z.string().optional(),
    }),
  ),
]);

type Asked = z.infer<typeof networksRequest> | undefined;

export const computeOwner = 'compute:nova';

const networkOf = (cloud: Cloud, token: ScopedToken, id: string): NetworkRecord => {
  const network = cloud.tables.networks.get(id);
  if (network === undefined || !isVisibleNetwork(network, token))
    throw new Problem(400, `Network ${id} could not be found.`);
  if (!cloud.tables.subnets.all().some(({ networkId }) => networkId === id))
    throw new Problem(400, `Network ${id} requires a subnet in order to boot instances on.`);
  return network;
};

const existingPort = (cloud: Cloud, token: ScopedToken, id: string): PortRecord => {
  const port = cloud.tables.ports.get(id);
  if (port?.projectId !== token.projectId) throw new Problem(400, `Port id ${id} could not be found.`);
  if (port.deviceId !== '') throw new Problem(409, `Port ${id} is still in use.`);
  return port;
};

/** The project's only network, when the user names none. */
const onlyNetwork = (cloud: Cloud, token: ScopedToken): { uuid: string }[] => {
  const usable = cloud.tables.networks.filter((network) => network.projectId === token.projectId || network.shared);
  if (usable.length > 1)
    throw new Problem(409, 'Multiple possible networks found, use a Network ID to be more specific.');
  return usable.map(({ id }) => ({ uuid: id }));
};

const wantedNetworks = (
  cloud: Cloud,
  token: ScopedToken,
  asked: Asked,
  minor: number,
): Exclude<Asked, undefined | string> => {
  if (typeof asked === 'string' && minor < 37)
    throw new Problem(
      400,
      `Invalid input for field/attribute networks. Value: ${asked}. '${asked}' is not of type 'array'`,
    );
  if (asked === undefined && minor >= 37)
    throw new Problem(400, "Invalid input for field/attribute server. 'networks' is a required property");
  if (asked === 'none') return [];
  if (asked === undefined || asked === 'auto' || asked.length === 0) return onlyNetwork(cloud, token);
  return asked;
};

/** Ids of the groups by name or id; a Problem 400 for one that is not there. */
export const securityGroupIds = (cloud: Cloud, token: ScopedToken, names: readonly string[] | undefined): string[] => {
  if (names === undefined) return defaultSecurityGroup(cloud, token.projectId);
  const own = cloud.tables.securityGroups.filter(({ projectId }) => projectId === token.projectId);
  return [...new Set(names)].map((wanted) => {
    const group = own.find(({ id, name }) => id === wanted || name === wanted);
    if (group === undefined)
      throw new Problem(400, `Unable to find security_group with name or id '${wanted}'`);
    return group.id;
  });
};

/** Something that Nova finds out only when it builds a server, which is then in error. */
export class BuildObstacle extends Problem {
  constructor(
    status: number,
    message: string,
    /** What the server's fault says. */
    readonly fault: string,
  ) {
    super(status, message);
  }
}

/** Nova goes with it from host to host, until there is none left. */
const onEveryHost = (serverId: string): string =>
  `Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures for instance ${serverId}.`;

const aborted = (serverId: string, reason: string): BuildObstacle =>
  new BuildObstacle(400, reason, `Build of instance ${serverId} aborted: Invalid input received: ${reason}`);

/** A port of this server in that network, with an address that Neutron picks unless one is asked for. */
export const plug = (
  cloud: Cloud,
  token: ScopedToken,
  serverId: string,
  network: NetworkRecord,
  options: { readonly securityGroups: string[]; readonly address?: string | undefined },
): PortRecord => {
  if (network.external && !network.shared && !isAdmin(token))
    throw new BuildObstacle(
      403,
      `It is not allowed to create an interface on external network ${network.id}`,
      `Build of instance ${serverId} aborted: Failed to allocate the network(s), not rescheduling.`,
    );
  const wanted = options.address === undefined ? undefined : [{ ip_address: options.address }];
  try {
    refuseOwnersWishes(token, network, { fixed_ips: wanted });
    return createPort(cloud, token.projectId, network, {
      deviceId: serverId,
      deviceOwner: computeOwner,
      securityGroups: options.securityGroups,
      wanted,
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { address = 'of any kind' } = options;
    if (error.details.type === 'IpAddressAlreadyAllocated')
      throw new Problem(400, `Fixed IP address ${address} is already in use on instance ${network.id}.`);
    if (error.details.type === 'InvalidIpForNetwork')
      throw aborted(serverId, `Fixed IP ${address} is not a valid ip address for network ${network.id}.`);
    if (error.details.type === 'PolicyNotAuthorized')
      throw new BuildObstacle(403, error.message, onEveryHost(serverId));
    throw new Problem(400, `Fixed IP address ${address} cannot be had: ${error.message}`);
  }
};

export interface Plugged {
  readonly ports: readonly PortRecord[];
  /** Those that were made here, not given by the user. */
  readonly ownPortIds: string[];
}

/** Gives a new server its ports; checks everything before it makes the first. */
export const plugAll = (
  cloud: Cloud,
  token: ScopedToken,
  serverId: string,
  asked: Asked,
  options: { readonly securityGroups: string[]; readonly minor: number },
): Plugged => {
  const wanted = wantedNetworks(cloud, token, asked, options.minor).map(({ port, uuid = '', fixed_ip: address }) =>
    port === undefined
      ? { network: networkOf(cloud, token, uuid), address }
      : { port: existingPort(cloud, token, port) },
  );
  const ownPortIds: string[] = [];
  const take = (one: (typeof wanted)[number]): PortRecord => {
    if ('port' in one) return savePort(cloud, one.port, { deviceId: serverId, deviceOwner: computeOwner });
    const made = plug(cloud, token, serverId, one.network, { ...options, address: one.address });
    ownPortIds.push(made.id);
    return made;
  };
  try {
    return { ports: wanted.map(take), ownPortIds };
  } catch (error) {
    unplugAll(cloud, serverId, ownPortIds);
    throw error;
  }
};

/** Own ports go, given ones are free again. */
export const unplugAll = (cloud: Cloud, serverId: string, ownPortIds: readonly string[]): void => {
  for (const port of cloud.tables.ports.filter(({ deviceId }) => deviceId === serverId)) {
    if (ownPortIds.includes(port.id)) cloud.tables.ports.delete(port.id);
    else savePort(cloud, port, { deviceId: '', deviceOwner: '' });
  }
};
