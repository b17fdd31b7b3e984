import { BlockList, isIPv6 } from 'node:net';
import { collect, isOpenStackError, orAbsent } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { RestoreQuestion } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import type { TargetInterface } from './target.js';

/**
 * Looks whether an interface can have its addresses again.
 * @throws KarborError `KARBOR_ADDRESS_TAKEN`
 */
export async function checkAddresses(args: RestoreQuestion, session: Session, one: TargetInterface): Promise<void> {
  const problem = await firstProblem(args, session, one);
  if (problem !== undefined) throw addressTaken(args, one, problem);
}

/** The interface with the addresses that it can have, all or none; with `require` all, or an error. */
export async function withFreeAddresses(args: RestoreQuestion, session: Session, one: TargetInterface): Promise<TargetInterface> {
  const problem = await firstProblem(args, session, one);
  if (problem === undefined) return one;
  if (args.parameters.restore_fixed_ips === 'require') throw addressTaken(args, one, problem);
  return withOtherAddresses(args, one, problem);
}

/**
 * What is done without the addresses that `error` says cannot be had, or this user may not choose: go on with any
 * others, unless they are required.
 */
export function withoutAddresses<One extends Placed>(args: RestoreQuestion, one: One, error: unknown): One {
  const isRefused = isOpenStackError(error, 'OPENSTACK_FORBIDDEN') || (error instanceof Error && isAboutAddress(error, one));
  if (args.parameters.restore_fixed_ips === 'require' || !isRefused) throw error;
  return withOtherAddresses(args, one, error.message);
}

/** An interface as far as its addresses go. */
type Placed = Pick<TargetInterface, 'networkId' | 'addresses'>;

function withOtherAddresses<One extends Placed>({ resource, log }: RestoreQuestion, one: One, reason: string): One {
  const { addresses, networkId } = one;
  log.warn(
    `Server ${nameAndId(resource)} cannot have ${addresses.join(', ')} again in network ${networkId} and gets another address there: ${reason}`,
    { addresses, network: networkId },
  );
  return { ...one, addresses: [] };
}

/** Neutron and Nova name the address that cannot be had. */
export function isAboutAddress(error: Error, { addresses }: Pick<TargetInterface, 'addresses'>): boolean {
  return addresses.some((address) => error.message.includes(address));
}

async function firstProblem({ signal }: RestoreQuestion, session: Session, { networkId, addresses }: TargetInterface): Promise<string | undefined> {
  const foreign = addresses.length > 0 ? await ownerProblem(session, networkId, signal) : undefined;
  if (foreign !== undefined) return foreign;
  for (const address of addresses) {
    const problem = await addressProblem(session, networkId, address, signal);
    if (problem !== undefined) return problem;
  }
  return undefined;
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

async function addressProblem(session: Session, networkId: string, address: string, signal: AbortSignal): Promise<string | undefined> {
  const subnets = await collect(session.network.listSubnets({ filters: { network_id: networkId }, signal }));
  if (!subnets.some(({ cidr, network_id }) => network_id === networkId && isIn(cidr, address))) {
    return `No subnet of network ${networkId} has address ${address}.`;
  }
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

function addressTaken({ resource }: RestoreQuestion, { networkId }: TargetInterface, problem: string): KarborError {
  return new KarborError(
    'KARBOR_ADDRESS_TAKEN',
    `Server ${nameAndId(resource)} cannot have its addresses. ${problem} With restore_fixed_ips "prefer" it gets others instead.`,
    { details: { server: resource.id, network: networkId } },
  );
}
