import { randomBytes, randomUUID } from 'node:crypto';
import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { automaticAddress, blockOf, firstFree, formatAddress, isInBlock, parseAddress } from './addresses.js';
import { badRequest, conflict, notFound } from './problems.js';
import type { FixedIp, NetworkRecord, PortRecord, SubnetRecord } from './records.js';
import { isAutomatic, versionOf } from './subnets.js';

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

const contains = (subnet: SubnetRecord, text: string): boolean => {
  const [block, address] = [blockOf(subnet.cidr), parseAddress(text)];
  return block !== undefined && address !== undefined && isInBlock(block, address);
};

const anyOf = (subnets: readonly SubnetRecord[], taken: ReadonlySet<string>, networkId: string): FixedIp => {
  for (const { id, pools } of subnets) {
    const free = firstFree(pools, taken);
    if (free !== undefined) return { subnet_id: id, ip_address: free };
  }
  throw conflict(`No more IP addresses available on network ${networkId}.`, 'IpAddressGenerationFailure');
};

const subnetsFor = (subnets: readonly SubnetRecord[], networkId: string, subnetId?: string): readonly SubnetRecord[] => {
  const candidates = subnets.filter(({ id }) => subnetId === undefined || id === subnetId);
  if (subnetId !== undefined && candidates.length === 0)
    throw badRequest(
      `Invalid input for operation: Failed to create port on network ${networkId}, because fixed_ips included invalid subnet ${subnetId}.`,
      'InvalidInput',
    );
  return candidates;
};

const askedAddress = (
  candidates: readonly SubnetRecord[],
  { subnet_id: subnetId, ip_address: text = '' }: WantedAddress,
  taken: ReadonlySet<string>,
): FixedIp => {
  const subnet = candidates.find((one) => contains(one, text));
  if (subnet === undefined)
    throw badRequest(
      `IP address ${text} is not a valid IP for ${subnetId === undefined ? 'any of the subnets on the specified network' : 'the specified subnet'}.`,
      subnetId === undefined ? 'InvalidIpForNetwork' : 'InvalidIpForSubnet',
    );
  if (isAutomatic(subnet))
    throw badRequest(
      `IPv6 address ${text} cannot be directly assigned to a port on subnet ${subnet.id} as the subnet is configured for automatic addresses`,
      'AllocationOnAutoAddressSubnet',
    );
  const parsed = parseAddress(text);
  const address = parsed === undefined ? text : formatAddress(parsed);
  if (taken.has(address))
    throw conflict(`IP address ${address} already allocated in subnet ${subnet.id}`, 'IpAddressAlreadyAllocated');
  return { subnet_id: subnet.id, ip_address: address };
};

/** The subnets of which a port that asks for no address gets one each. */
const oneOfEachVersion = (subnets: readonly SubnetRecord[]): (readonly SubnetRecord[])[] =>
  ([4, 6] as const)
    .map((version) => subnets.filter((subnet) => versionOf(subnet) === version && !isAutomatic(subnet)))
    .filter(({ length }) => length > 0);

/**
 * The addresses of a port: those that are asked for, or else one of each version; and those that follow from its MAC
 * address in subnets with automatic addresses, which it always gets.
 */
export const addressesFor = (
  cloud: Cloud,
  networkId: string,
  wanted: readonly WantedAddress[] | undefined,
  { mac, id: except }: { readonly mac: string; readonly id?: string },
): FixedIp[] => {
  const subnets = cloud.tables.subnets.filter((subnet) => subnet.networkId === networkId);
  const taken = takenAddresses(cloud, networkId, except);
  const given: FixedIp[] = [];
  const give = (address: FixedIp): void => {
    taken.add(address.ip_address);
    given.push(address);
  };
  if (wanted === undefined) for (const some of oneOfEachVersion(subnets)) give(anyOf(some, taken, networkId));
  for (const one of wanted ?? []) {
    if (one.subnet_id === undefined && one.ip_address === undefined)
      throw badRequest('Invalid input for operation: IP allocation requires subnet_id or ip_address.', 'InvalidInput');
    const candidates = subnetsFor(subnets, networkId, one.subnet_id);
    if (one.ip_address !== undefined) give(askedAddress(candidates, one, taken));
    else if (!candidates.every(isAutomatic)) give(anyOf(candidates, taken, networkId));
  }
  for (const subnet of subnets.filter(isAutomatic)) {
    const block = blockOf(subnet.cidr);
    if (block !== undefined) give({ subnet_id: subnet.id, ip_address: automaticAddress(block, mac) });
  }
  return given;
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
  { wanted, mac = newMac(), ...fields }: PortFields,
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
    mac,
    adminStateUp: true,
    status: 'DOWN',
    deviceId: '',
    deviceOwner: '',
    fixedIps: addressesFor(cloud, network.id, wanted, { mac }),
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
