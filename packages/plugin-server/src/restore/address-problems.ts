import { BlockList, isIPv6 } from 'node:net';
import { collect, orAbsent } from '@karbor/openstack';
import type { Session, Subnet } from '@karbor/openstack';
import type { RestoreQuestion } from '../hook-arguments.js';
import type { TargetInterface } from './target.js';

/** Why an address cannot be had, and the subnet that can give another one. */
export interface AddressProblem {
  readonly address: string;
  readonly reason: string;
  readonly instead?: Subnet | undefined;
}

/** Of an interface's addresses those that it cannot have, in order. */
export async function problemsOf({ signal }: RestoreQuestion, session: Session, { networkId, addresses }: TargetInterface): Promise<AddressProblem[]> {
  if (addresses.length === 0) return [];
  const foreign = await ownerProblem(session, networkId, signal);
  if (foreign !== undefined) return addresses.map((address) => ({ address, reason: foreign }));
  const listed = await collect(session.network.listSubnets({ filters: { network_id: networkId }, signal }));
  const subnets = listed.filter(({ network_id }) => network_id === networkId);
  const problems: AddressProblem[] = [];
  for (const address of addresses) {
    const subnet = subnets.find(({ cidr }) => isIn(cidr, address));
    const reason = await addressProblem(session, networkId, address, subnet, signal);
    if (reason !== undefined) problems.push({ address, reason, instead: subnet ?? ofSameVersion(subnets, address) });
  }
  return problems;
}

/** One with addresses that are given, or else one whose addresses follow from the interface. */
function ofSameVersion(subnets: readonly Subnet[], address: string): Subnet | undefined {
  const some = subnets.filter(({ cidr }) => cidr.includes(':') === isIPv6(address));
  return some.find((subnet) => !isAutomatic(subnet)) ?? some[0];
}

/** Whether addresses follow from the interfaces, which get them without being asked. */
export function isAutomatic({ ipv6_address_mode, ipv6_ra_mode }: Subnet): boolean {
  return [ipv6_address_mode, ipv6_ra_mode].some((mode) => mode === 'slaac' || mode === 'dhcpv6-stateless');
}

/** The roles that choose addresses in networks of other projects, too. */
const anywhere = ['admin', 'advsvc'];

/** In a shared network only its owner chooses addresses. Where Nova asks for one, its error does not tell that. */
async function ownerProblem(session: Session, networkId: string, signal: AbortSignal): Promise<string | undefined> {
  const { projectId, roles } = await session.authenticate({ signal });
  if (roles.some((role) => anywhere.includes(role))) return undefined;
  const network = await orAbsent(session.network.showNetwork(networkId, { signal }));
  if (network === undefined || network.project_id === projectId) return undefined;
  return `Network ${networkId} belongs to another project, and only that one and administrators may choose addresses in it.`;
}

async function addressProblem(
  session: Session,
  networkId: string,
  address: string,
  subnet: Subnet | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (subnet === undefined) return `No subnet of network ${networkId} has address ${address}.`;
  if (isAutomatic(subnet)) return `Addresses of subnet ${subnet.id} follow from the interface, and ${address} cannot be chosen.`;
  const filters = { network_id: networkId, fixed_ips: `ip_address=${address}` };
  const ports = await collect(session.network.listPorts({ filters, signal }));
  const holder = ports.find(({ network_id, fixed_ips }) => network_id === networkId && fixed_ips.some((ip) => ip.ip_address === address));
  return holder && `Address ${address} of network ${networkId} is taken by port ${holder.id}.`;
}

function isIn(cidr: string, address: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  if (isIPv6(address) !== isIPv6(network)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family);
  return block.check(address, family);
}
