import { isOpenStackError } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { RestoreQuestion } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { isAutomatic, problemsOf } from './address-problems.js';
import type { TargetInterface } from './target.js';

/**
 * Looks whether an interface can have its addresses again.
 * @throws KarborError `KARBOR_ADDRESS_TAKEN`
 */
export async function checkAddresses(args: RestoreQuestion, session: Session, one: TargetInterface): Promise<void> {
  const [problem] = await problemsOf(args, session, one);
  if (problem) throw addressTaken(args, one, problem.reason);
}

/**
 * The interface with those of its addresses that it can have, and others in place of the rest; with `require` all, or
 * an error.
 */
export async function withFreeAddresses(args: RestoreQuestion, session: Session, one: TargetInterface): Promise<TargetInterface> {
  const problems = await problemsOf(args, session, one);
  const [problem] = problems;
  if (problem === undefined) return one;
  if (args.parameters.restore_fixed_ips === 'require') throw addressTaken(args, one, problem.reason);
  const free = one.addresses.filter((address) => problems.every((other) => other.address !== address));
  if (free.length === 0) return withOtherAddresses(args, one, [...new Set(problems.map(({ reason }) => reason))].join(' '));
  // Who asks for one address gets no other by itself.
  for (const { address, reason, instead } of problems) warn(args, { ...one, addresses: [address] }, reason, instead !== undefined);
  return { ...one, addresses: free, otherSubnets: problems.flatMap(({ instead }) => (instead && !isAutomatic(instead) ? [instead.id] : [])) };
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
type Placed = Pick<TargetInterface, 'networkId' | 'addresses' | 'otherSubnets'>;

function withOtherAddresses<One extends Placed>(args: RestoreQuestion, one: One, reason: string): One {
  warn(args, one, reason, true);
  return { ...one, addresses: [], otherSubnets: [] };
}

function warn({ resource, log }: RestoreQuestion, { addresses, networkId }: Placed, reason: string, getsAnother: boolean): void {
  const gets = getsAnother ? 'another address there' : 'none in its place';
  log.warn(
    `Server ${nameAndId(resource)} cannot have ${addresses.join(', ')} again in network ${networkId} and gets ${gets}: ${reason}`,
    { addresses, network: networkId },
  );
}

/** Neutron and Nova name the address that cannot be had. */
export function isAboutAddress(error: Error, { addresses }: Pick<TargetInterface, 'addresses'>): boolean {
  return addresses.some((address) => error.message.includes(address));
}

function addressTaken({ resource }: RestoreQuestion, { networkId }: TargetInterface, problem: string): KarborError {
  return new KarborError(
    'KARBOR_ADDRESS_TAKEN',
    `Server ${nameAndId(resource)} cannot have its addresses. ${problem} With restore_fixed_ips "prefer" it gets others instead.`,
    { details: { server: resource.id, network: networkId } },
  );
}
