import { collect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { RestoreQuestion } from '../hook-arguments.js';
import type { SavedInterface } from '../saved-info.js';
import { byIdOrName, chosen } from './choice.js';
import { missing } from './missing.js';
import { chooseSecurityGroups } from './choose-security-groups.js';
import type { TargetInterface } from './target.js';

/** The new server's interfaces, in the original's order. */
export async function chooseInterfaces(args: RestoreQuestion, session: Session): Promise<TargetInterface[]> {
  const { savedInfo, parameters } = args;
  const networkOf = await networkChoice(args, session);
  const groupsOf = await chooseSecurityGroups(args, session);
  return savedInfo.server.interfaces.map((one) => {
    const { networkId, keepsAddresses } = networkOf(one);
    return {
      networkId,
      addresses: keepsAddresses && parameters.restore_fixed_ips !== 'any' ? fixedAddresses(one) : [],
      addressPairs: one.portSecurity ? one.addressPairs : [],
      securityGroups: one.portSecurity ? groupsOf(one) : [],
      portSecurity: one.portSecurity,
      vnicType: one.vnicType,
      portName: one.portName,
    };
  });
}

/** IPv6 addresses mostly follow from the network and the interface, and cannot be asked for. */
function fixedAddresses({ addresses }: SavedInterface): string[] {
  const all = addresses.map(({ address }) => address);
  const ipv4 = all.filter((address) => !address.includes(':'));
  return ipv4.length > 0 ? ipv4 : all;
}

interface NetworkChoice {
  readonly networkId: string;
  /** In a network that takes all interfaces, addresses of several networks may meet. */
  readonly keepsAddresses: boolean;
}

async function networkChoice(args: RestoreQuestion, session: Session): Promise<(one: SavedInterface) => NetworkChoice> {
  const { parameters, signal } = args;
  const { restore_networks: entries, restore_net_id: value } = parameters;
  const choices = await collect(session.network.listNetworks({ signal }));
  const mapped = (original: readonly (string | null)[]) =>
    chosen<never>(args, { noun: 'network', choices, original, map: { parameter: 'restore_networks', entries } });
  const wish = { noun: 'network', choices, original: [], map: { parameter: 'restore_networks', entries } };
  const single = chosen<never>(args, { ...wish, single: { parameter: 'restore_net_id', value } });
  return ({ networkId, networkName }) => {
    const network = mapped([networkId, networkName]);
    if (network) return { networkId: network.id, keepsAddresses: true };
    if (single) return { networkId: single.id, keepsAddresses: false };
    if (byIdOrName(choices, networkId)) return { networkId, keepsAddresses: true };
    throw missing(args, `network ${networkId}${networkName === null ? '' : ` ("${networkName}")`}`, {
      ...{ parameter: 'restore_networks', choices },
      advice: 'Name another one in restore_networks or restore_net_id.',
    });
  };
}
