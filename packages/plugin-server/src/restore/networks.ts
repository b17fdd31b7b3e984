import { isOpenStackError } from '@karbor/openstack';
import type { ServerNetwork, Session } from '@karbor/openstack';
import { orNotMade } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import { nameAndId, temporaryName } from '../names.js';
import { refusalOf } from '../refused.js';
import { withFreeAddresses, withoutAddresses } from './addresses.js';
import type { TargetInterface } from './target.js';

/** What Nova is asked for: its networks in order, and the security groups of the interfaces that it makes itself. */
export interface AskedNetworks {
  readonly networks: readonly ServerNetwork[];
  readonly securityGroups: readonly string[];
}

/** An interface, and the port that was made for it if Nova cannot make it. */
export interface Seat {
  readonly target: TargetInterface;
  readonly portId: string | undefined;
}

/**
 * Decides which addresses to ask for, and makes the ports that Nova cannot make: Nova gives all of a server's interfaces
 * the same security groups and port security, at most one address and no other to send from.
 */
export async function takeSeats(args: Restore, session: Session, interfaces: readonly TargetInterface[]): Promise<Seat[]> {
  const groups = commonGroups(interfaces);
  const seats: Seat[] = [];
  for (const one of interfaces) {
    const target = await withFreeAddresses(args, session, one);
    seats.push({ target, portId: isPlain(target, groups) ? undefined : await makePort(args, session, target) });
  }
  return seats;
}

export function askedNetworks(seats: readonly Seat[]): AskedNetworks {
  const byNova = seats.find(({ portId }) => portId === undefined);
  return {
    networks: seats.map(({ target, portId }) =>
      portId === undefined ? { uuid: target.networkId, fixed_ip: target.addresses[0] } : { port: portId },
    ),
    securityGroups: byNova?.target.securityGroups ?? [],
  };
}

function commonGroups(interfaces: readonly TargetInterface[]): readonly string[] {
  return interfaces.find(({ portSecurity }) => portSecurity)?.securityGroups ?? [];
}

/** A server for which no group is asked for gets the default one, so an interface without any is not plain. */
function isPlain({ portSecurity, vnicType, addresses, otherSubnets, addressPairs, securityGroups }: TargetInterface, groups: readonly string[]): boolean {
  const sameGroups = securityGroups.length === groups.length && securityGroups.every((id) => groups.includes(id));
  const isOfNova = vnicType === 'normal' && addresses.length + otherSubnets.length <= 1 && addressPairs.length === 0;
  return portSecurity && isOfNova && sameGroups && groups.length > 0;
}

/** What is asked of a port; without security groups it gets the project's default one. */
type PortWish = Omit<TargetInterface, 'securityGroups'> & { readonly securityGroups?: readonly string[] };

/** Asks for less where it is refused what, by default, only the owner of the network may ask for. */
async function makePort(args: Restore, session: Session, wish: PortWish): Promise<string> {
  try {
    return await acquirePort(args, session, wish);
  } catch (error) {
    const refusal = refusalOf(error);
    const isForbidden = isOpenStackError(refusal, 'OPENSTACK_FORBIDDEN');
    if (isForbidden && wish.addressPairs.length > 0) return makePort(args, session, withoutAddressPairs(args, wish));
    if (isForbidden && !wish.portSecurity) return makePort(args, session, withPortSecurity(args, wish));
    if (wish.addresses.length === 0) throw error;
    return makePort(args, session, withoutAddresses(args, wish, refusal));
  }
}

function withoutAddressPairs({ resource, log }: Restore, wish: PortWish): PortWish {
  const addresses = wish.addressPairs.map(({ address }) => address);
  log.warn(
    `Server ${nameAndId(resource)} gets no allowed address pairs in network ${wish.networkId}, for this user may not give them: ${addresses.join(', ')}`,
    { addresses, network: wish.networkId },
  );
  return { ...wish, addressPairs: [] };
}

function withPortSecurity({ resource, log }: Restore, { securityGroups: _none, ...wish }: PortWish): PortWish {
  log.warn(
    `Server ${nameAndId(resource)} gets port security and the default security group in network ${wish.networkId}, for this user may not do without them there.`,
    { network: wish.networkId },
  );
  return { ...wish, portSecurity: true };
}

async function acquirePort({ effects, resource }: Restore, session: Session, target: PortWish): Promise<string> {
  const fixedIps = [
    ...target.addresses.map((ip_address) => ({ ip_address })),
    ...target.otherSubnets.map((subnet_id) => ({ subnet_id })),
  ];
  const { result } = await effects.acquire('port', { of: resource.id }, async (tag, signal) => {
    const port = {
      network_id: target.networkId,
      name: temporaryName(tag),
      ...(fixedIps.length > 0 && { fixed_ips: fixedIps }),
      ...(target.addressPairs.length > 0 && {
        allowed_address_pairs: target.addressPairs.map(({ address, macAddress }) => ({ ip_address: address, mac_address: macAddress })),
      }),
      ...(target.securityGroups && { security_groups: target.securityGroups }),
      ...(!target.portSecurity && { port_security_enabled: false }),
      'binding:vnic_type': target.vnicType,
    };
    const { id } = await orNotMade(session.network.createPort(port, { signal }));
    return { id };
  });
  return result.id;
}
