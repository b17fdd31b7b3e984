import { collect, orAbsent } from '@karbor/openstack';
import type { SecurityGroup, Session } from '@karbor/openstack';
import type { Restore } from '../hook-arguments.js';
import type { SavedInterface } from '../saved-info.js';
import { missing } from './missing.js';
import type { TargetInterface } from './target.js';

/** The new server's interfaces, in the original's order. */
export async function chooseInterfaces(args: Restore, session: Session): Promise<TargetInterface[]> {
  const { savedInfo, parameters } = args;
  await checkNetworks(args, session);
  const groupsOf = await groupChoice(args, session);
  return savedInfo.server.interfaces.map((one) => ({
    networkId: parameters.restore_net_id ?? one.networkId,
    addresses: parameters.restore_net_id === undefined && parameters.restore_fixed_ips !== 'any' ? fixedAddresses(one) : [],
    securityGroups: one.portSecurity ? groupsOf(one) : [],
    portSecurity: one.portSecurity,
    vnicType: one.vnicType,
    portName: one.portName,
  }));
}

/** IPv6 addresses mostly follow from the network and the interface, and cannot be asked for. */
function fixedAddresses({ addresses }: SavedInterface): string[] {
  const all = addresses.map(({ address }) => address);
  const ipv4 = all.filter((address) => !address.includes(':'));
  return ipv4.length > 0 ? ipv4 : all;
}

async function checkNetworks(args: Restore, session: Session): Promise<void> {
  const { savedInfo, parameters, signal } = args;
  const { restore_net_id } = parameters;
  const names = new Map(savedInfo.server.interfaces.map(({ networkId, networkName }) => [networkId, networkName]));
  for (const id of restore_net_id === undefined ? names.keys() : [restore_net_id]) {
    if (await orAbsent(session.network.showNetwork(id, { signal }))) continue;
    const name = names.get(id);
    throw missing(args, `network ${id}${name == null ? '' : ` ("${name}")`}`, 'Name another one in restore_net_id.');
  }
}

/** Finds groups by id, or else by the one name: in another project a group of the same name has another id. */
async function groupChoice(args: Restore, session: Session): Promise<(one: SavedInterface) => string[]> {
  const groups = await collect(session.network.listSecurityGroups({ signal: args.signal }));
  const asked = args.parameters.restore_security_groups?.map((group) => ({ id: group, name: group }));
  const find = (wanted: { readonly id: string; readonly name: string }) => {
    const found = groups.find(({ id }) => id === wanted.id) ?? only(groups.filter(({ name }) => name === wanted.name));
    if (found) return found.id;
    const name = wanted.name === wanted.id ? `"${wanted.id}"` : `"${wanted.name}" (${wanted.id})`;
    throw missing(args, `security group ${name}, or only one of that name,`, 'Name others in restore_security_groups.');
  };
  return ({ securityGroups }) => (asked ?? securityGroups).map(find);
}

function only(groups: readonly SecurityGroup[]): SecurityGroup | undefined {
  return groups.length === 1 ? groups[0] : undefined;
}
