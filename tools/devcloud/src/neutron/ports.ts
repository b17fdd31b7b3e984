import { randomBytes, randomUUID } from 'node:crypto';
import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { blockOf, firstFree, toNumber } from './addresses.js';
import { badRequest, conflict, notFound } from './problems.js';
import type { FixedIp, NetworkRecord, PortRecord, SubnetRecord } from './records.js';

export interface WantedAddress {
  readonly subnet_id?: string | undefined;
  readonly ip_address?: string | undefined;
}

export interface PortFields extends Partial<Omit<PortRecord, 'id' | 'networkId' | 'fixedIps' | 'mac'>> {
  readonly mac?: string | undefined;
  readonly wanted?: readonly WantedAddress[] | undefined;
}

export const isVisibleNetwork = (network: NetworkRecord, token: ScopedToken): boolean =>
  network.projectId === token.projectId || network.shared || network.external || isAdmin(token);

export const findNetwork = (cloud: Cloud, token: ScopedToken, id: string): NetworkRecord => {
  const network = cloud.tables.networks.get(id);
  if (network === undefined || !isVisibleNetwork(network, token)) throw notFound.network(id);
  return network;
};

/** What only the owner of a network, or an administrator, may ask of a port in it. */
export interface OwnersWishes {
  readonly fixed_ips?: readonly WantedAddress[] | undefined;
  readonly port_security_enabled?: boolean | undefined;
  readonly allowed_address_pairs?: readonly object[] | undefined;
}

/** Refuses them to others, as Neutron does in a network that is shared. */
export const refuseOwnersWishes = (token: ScopedToken, network: NetworkRecord, asked: OwnersWishes): void => {
  if (network.projectId === token.projectId || isAdmin(token)) return;
  const rules = [
    ...(asked.fixed_ips?.some(({ ip_address: address }) => address !== undefined) ? ['fixed_ips:ip_address'] : []),
    ...(asked.port_security_enabled === undefined ? [] : ['port_security_enabled']),
    ...((asked.allowed_address_pairs ?? []).length > 0 ? ['allowed_address_pairs'] : []),
  ].map((rule) => `rule:create_port:${rule}`);
  if (rules.length === 0) return;
  throw new Problem(403, `(${['rule:create_port', ...rules].join(' and ')}) is disallowed by policy`, {
    type: 'PolicyNotAuthorized',
  });
};

const takenAddresses = (cloud: Cloud, networkId: string, except?: string): Set<string> =>
  new Set(
    cloud.tables.ports
      .filter((port) => port.networkId === networkId && port.id !== except)
      .flatMap(({ fixedIps }) => fixedIps.map(({ ip_address: address }) => address)),
  );

const contains = (subnet: SubnetRecord, address: string): boolean => {
  const [block, number] = [blockOf(subnet.cidr), toNumber(address)];
  return block !== undefined && number !== undefined && number >= block.first && number <= block.last;
};

const allocate = (
  subnets: readonly SubnetRecord[],
  wanted: WantedAddress,
  taken: ReadonlySet<string>,
  networkId: string,
): FixedIp => {
  const { subnet_id: subnetId, ip_address: address } = wanted;
  const candidates = subnets.filter(({ id }) => subnetId === undefined || id === subnetId);
  if (subnetId !== undefined && candidates.length === 0)
    throw badRequest(
      `Invalid input for operation: Failed to create port on network ${networkId}, because fixed_ips included invalid subnet ${subnetId}.`,
      'InvalidInput',
    );
  if (address === undefined) {
    for (const { id, pools } of candidates) {
      const free = firstFree(pools, taken);
      if (free !== undefined) return { subnet_id: id, ip_address: free };
    }
    throw conflict(`No more IP addresses available on network ${networkId}.`, 'IpAddressGenerationFailure');
  }
  const subnet = candidates.find((one) => contains(one, address));
  if (subnet === undefined)
    throw badRequest(
      `IP address ${address} is not a valid IP for ${subnetId === undefined ? 'any of the subnets on the specified network' : 'the specified subnet'}.`,
      subnetId === undefined ? 'InvalidIpForNetwork' : 'InvalidIpForSubnet',
    );
  if (taken.has(address))
    throw conflict(`IP address ${address} already allocated in subnet ${subnet.id}`, 'IpAddressAlreadyAllocated');
  return { subnet_id: subnet.id, ip_address: address };
};

/** The addresses of a port, from the pools of its network's subnets where none is asked for. */
export const addressesFor = (
  cloud: Cloud,
  networkId: string,
  wanted: readonly WantedAddress[] | undefined,
  except?: string,
): FixedIp[] => {
  const subnets = cloud.tables.subnets.filter((subnet) => subnet.networkId === networkId);
  const asked = wanted ?? (subnets.length > 0 ? [{}] : []);
  const taken = takenAddresses(cloud, networkId, except);
  return asked.map((one) => {
    const address = allocate(subnets, one, taken, networkId);
    taken.add(address.ip_address);
    return address;
  });
};

const newMac = (): string => ['fa', '16', '3e', ...(randomBytes(3).toString('hex').match(/../g) ?? [])].join(':');

export const defaultSecurityGroup = (cloud: Cloud, projectId: string): string[] =>
  cloud.tables.securityGroups
    .filter((group) => group.projectId === projectId && group.name === 'default')
    .map(({ id }) => id);

export const createPort = (
  cloud: Cloud,
  projectId: string,
  network: NetworkRecord,
  { wanted, mac, ...fields }: PortFields,
): PortRecord => {
  const now = cloud.now();
  return cloud.tables.ports.insert({
    id: randomUUID(),
    projectId,
    networkId: network.id,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    tags: [],
    name: '',
    description: '',
    mac: mac ?? newMac(),
    adminStateUp: true,
    status: 'DOWN',
    deviceId: '',
    deviceOwner: '',
    fixedIps: addressesFor(cloud, network.id, wanted),
    securityGroups: defaultSecurityGroup(cloud, projectId),
    portSecurity: network.portSecurity,
    addressPairs: [],
    dhcpOptions: [],
    vnicType: 'normal',
    ...fields,
  });
};

export const savePort = (cloud: Cloud, port: PortRecord, changes: Partial<PortRecord>): PortRecord =>
  cloud.tables.ports.save(port, { ...changes, updatedAt: cloud.now(), revision: port.revision + 1 });
