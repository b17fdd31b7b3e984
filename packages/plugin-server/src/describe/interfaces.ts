import { collect } from '@karbor/openstack';
import type { Port, Server, Session } from '@karbor/openstack';
import type { SavedInterface } from '../saved-info.js';

/** The network interfaces of a server, in its own order. */
export async function describeInterfaces(session: Session, server: Server, signal: AbortSignal): Promise<SavedInterface[]> {
  const ports = await collect(session.network.listPorts({ filters: { device_id: server.id }, signal }));
  const seats = seatsOf(server);
  const groupNames = await namesOfGroups(session, ports, signal);
  return ports
    .filter(({ device_id }) => device_id === server.id)
    .toSorted((a, b) => seatOf(a, seats) - seatOf(b, seats))
    .map((port) => ({
      networkId: port.network_id,
      networkName: seats.get(port.mac_address)?.networkName ?? null,
      macAddress: port.mac_address,
      portName: port.name,
      addresses: port.fixed_ips.map(({ subnet_id, ip_address }) => ({ subnetId: subnet_id, address: ip_address })),
      addressPairs: addressPairsOf(port),
      securityGroups: port.security_groups.map((id) => ({ id, name: groupNames.get(id) ?? id })),
      portSecurity: port.port_security_enabled ?? true,
      vnicType: port['binding:vnic_type'] ?? 'normal',
    }));
}

/** Neutron shows a pair that was given without a MAC address with the port's own; the new port has another. */
function addressPairsOf({ mac_address, allowed_address_pairs: pairs }: Port): SavedInterface['addressPairs'] {
  return (pairs ?? []).map((pair) => ({
    address: pair.ip_address,
    ...(pair.mac_address !== undefined && pair.mac_address !== mac_address && { macAddress: pair.mac_address }),
  }));
}

interface Seat {
  readonly position: number;
  readonly networkName: string;
}

/** Nova lists a server's addresses in the order of its interfaces; Neutron lists its ports in any order. */
function seatsOf({ addresses }: Server): ReadonlyMap<string, Seat> {
  const seats = new Map<string, Seat>();
  for (const [networkName, entries] of Object.entries(addresses)) {
    for (const entry of entries) {
      const mac = entry['OS-EXT-IPS-MAC:mac_addr'];
      if (!seats.has(mac)) seats.set(mac, { position: seats.size, networkName });
    }
  }
  return seats;
}

function seatOf({ mac_address }: Port, seats: ReadonlyMap<string, Seat>): number {
  return seats.get(mac_address)?.position ?? seats.size;
}

async function namesOfGroups(
  session: Session,
  ports: readonly Port[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const id = [...new Set(ports.flatMap(({ security_groups }) => security_groups))];
  if (id.length === 0) return new Map();
  const groups = await collect(session.network.listSecurityGroups({ filters: { id }, signal }));
  return new Map(groups.map((group) => [group.id, group.name]));
}
