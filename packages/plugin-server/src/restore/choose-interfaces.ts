import type { Network } from '@karbor/openstack';
import type { RestoreQuestion } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import type { SavedInterface } from '../saved-info.js';
import { followsFrom } from './automatic-address.js';
import { byIdOrName, chosen } from './choice.js';
import { chooseSecurityGroups } from './choose-security-groups.js';
import { missing, unfit } from './missing.js';
import type { Offers } from './offers.js';
import type { TargetInterface } from './target.js';

/** The new server's interfaces, in the original's order. */
export async function chooseInterfaces(args: RestoreQuestion, offers: Offers): Promise<TargetInterface[]> {
  const { savedInfo, parameters } = args;
  const networkOf = await networkChoice(args, offers);
  const groupsOf = await chooseSecurityGroups(args, offers);
  return savedInfo.server.interfaces.map((one) => {
    const { networkId, keepsAddresses } = networkOf(one);
    return {
      networkId,
      addresses: keepsAddresses && parameters.restore_fixed_ips !== 'any' ? fixedAddresses(one) : [],
      otherSubnets: [],
      addressPairs: one.portSecurity ? one.addressPairs : [],
      securityGroups: one.portSecurity ? groupsOf(one) : [],
      portSecurity: one.portSecurity,
      vnicType: one.vnicType,
      portName: one.portName,
    };
  });
}

/** Those that follow from an interface come by themselves, and differ for the new one; Neutron refuses to be asked for them. */
function fixedAddresses({ addresses, macAddress }: SavedInterface): string[] {
  return addresses.map(({ address }) => address).filter((address) => !followsFrom(macAddress, address));
}

interface NetworkChoice {
  readonly networkId: string;
  /** In a network that takes all interfaces, addresses of several networks may meet. */
  readonly keepsAddresses: boolean;
}

const remedy = { parameter: 'restore_networks', advice: 'Name another one in restore_networks or restore_net_id.' };

async function networkChoice(args: RestoreQuestion, offers: Offers): Promise<(one: SavedInterface) => NetworkChoice> {
  const { restore_networks: entries, restore_net_id: value } = args.parameters;
  const choices = await offers.networks();
  const problemOf = networkProblem(await isAdministrator(offers, args.signal));
  const wish = { noun: 'network', choices, map: { parameter: 'restore_networks', entries } };
  const single = chosen<never>(args, { ...wish, original: [], single: { parameter: 'restore_net_id', value } });
  const found = ({ networkId, networkName }: SavedInterface): NetworkChoice => {
    const network = chosen<never>(args, { ...wish, original: [networkId, networkName] });
    if (network) return { networkId: network.id, keepsAddresses: true };
    if (single) return { networkId: single.id, keepsAddresses: false };
    if (byIdOrName(choices, networkId)) return { networkId, keepsAddresses: true };
    const thing = `network ${networkId}${networkName === null ? '' : ` ("${networkName}")`}`;
    throw missing(args, thing, { choices, ...remedy });
  };
  return (one) => {
    const choice = found(one);
    const network = choices.find(({ id }) => id === choice.networkId);
    const problem = network && problemOf(network);
    if (problem === undefined) return choice;
    throw unfit(args, problem, { choices: choices.filter((other) => problemOf(other) === undefined), ...remedy });
  };
}

async function isAdministrator({ session }: Offers, signal: AbortSignal): Promise<boolean> {
  return (await session.authenticate({ signal })).roles.includes('admin');
}

/** Why Nova puts no server into a network, when it does not. */
function networkProblem(isAdmin: boolean): (network: Network) => string | undefined {
  return ({ name, id, subnets, shared, 'router:external': isExternal }) => {
    const what = `network ${nameAndId({ name, id })}`;
    if (subnets.length === 0) return `${what} has no subnet`;
    if (isExternal && !shared && !isAdmin) return `${what} is an external one, into which only administrators put servers`;
    return undefined;
  };
}
