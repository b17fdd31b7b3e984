import { BlockList, isIPv6 } from 'node:net';
import { collect } from '@karbor/openstack';
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

/** What is done without the addresses that `error` says cannot be had: go on with any others, unless they are required. */
export function withoutAddresses(args: RestoreQuestion, one: TargetInterface, error: unknown): TargetInterface {
  if (args.parameters.restore_fixed_ips === 'require' || !(error instanceof Error) || !isAboutAddress(error, one)) throw error;
  return withOtherAddresses(args, one, error.message);
}

function withOtherAddresses({ resource, log }: RestoreQuestion, one: TargetInterface, reason: string): TargetInterface {
  const { addresses, networkId } = one;
  log.warn(
    `Server ${nameAndId(resource)} cannot have ${addresses.join(', ')} again in network ${networkId} and gets another address there: ${reason}`,
    { addresses, network: networkId },
  );
  return { ...one, addresses: [] };
}

/** Neutron and Nova name the address that cannot be had. */
export function isAboutAddress(error: Error, { addresses }: TargetInterface): boolean {
  return addresses.some((address) => error.message.includes(address));
}

async function firstProblem({ signal }: RestoreQuestion, session: Session, { networkId, addresses }: TargetInterface): Promise<string | undefined> {
  for (const address of addresses) {
    const problem = await addressProblem(session, networkId, address, signal);
    if (problem !== undefined) return problem;
  }
  return undefined;
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
    `Server ${nameAndId(resource)} cannot have its addresses. ${problem} Free it, or set restore_fixed_ips to "prefer".`,
    { details: { server: resource.id, network: networkId } },
  );
}
