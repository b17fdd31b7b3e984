import { orNotMade } from '@karbor/plugin-sdk';
import type { ServerNetwork, Session } from '@karbor/openstack';
import type { Restore } from '../hook-arguments.js';
import { temporaryName } from '../names.js';
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
 * the same security groups, port security and at most one address.
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
function isPlain({ portSecurity, vnicType, addresses, securityGroups }: TargetInterface, groups: readonly string[]): boolean {
  const sameGroups = securityGroups.length === groups.length && securityGroups.every((id) => groups.includes(id));
  return portSecurity && vnicType === 'normal' && addresses.length <= 1 && sameGroups && groups.length > 0;
}

async function makePort(args: Restore, session: Session, target: TargetInterface): Promise<string> {
  try {
    return await acquirePort(args, session, target);
  } catch (error) {
    if (target.addresses.length === 0) throw error;
    return acquirePort(args, session, withoutAddresses(args, target, refusalOf(error)));
  }
}

async function acquirePort({ effects, resource }: Restore, session: Session, target: TargetInterface): Promise<string> {
  const { result } = await effects.acquire('port', { of: resource.id }, async (tag, signal) => {
    const port = {
      network_id: target.networkId,
      name: temporaryName(tag),
      ...(target.addresses.length > 0 && { fixed_ips: target.addresses.map((ip_address) => ({ ip_address })) }),
      security_groups: target.securityGroups,
      ...(!target.portSecurity && { port_security_enabled: false }),
      'binding:vnic_type': target.vnicType,
    };
    const { id } = await orNotMade(session.network.createPort(port, { signal }));
    return { id };
  });
  return result.id;
}
