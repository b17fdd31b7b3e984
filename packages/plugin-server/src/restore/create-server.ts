import { orNotMade } from '@karbor/plugin-sdk';
import type { CreateServer, Session } from '@karbor/openstack';
import { waiting } from '../config.js';
import type { Restore } from '../hook-arguments.js';
import { nameAndId, restoreKey } from '../names.js';
import { refusalOf } from '../refused.js';
import { serverBuilt } from '../server-state.js';
import { isAboutAddress, withoutAddresses } from './addresses.js';
import { disksOf } from './disks.js';
import type { NewVolume } from './disks.js';
import { isAtLeast } from './microversion.js';
import { askedNetworks } from './networks.js';
import type { Seat } from './networks.js';
import { chosenTarget } from './target.js';

/** From 2.60 on there are volumes that several servers share. */
const newestOfUse = '2.60';
/** Of a Nova that tells none. */
const oldest = '2.1';
const withDescription = '2.19';
const withTags = '2.52';

export interface ServerParts {
  readonly volumes: readonly NewVolume[];
  readonly seats: readonly Seat[];
  /** Whether volumes that go with the server are marked so from the start. */
  readonly mayGoWithServer: boolean;
}

/** Creates the server and waits until it runs. Gives its id. @throws KarborError `KARBOR_SERVER_FAILED` with Nova's reason */
export async function createServer(args: Restore, session: Session, parts: ServerParts): Promise<string> {
  const microversion = await session.negotiateMicroversion('compute', newestOfUse, { signal: args.signal });
  warnOfOldNova(args, microversion ?? oldest);
  try {
    return await buildServer(args, session, parts, microversion);
  } catch (error) {
    const seats = parts.seats.map((seat) => otherAddresses(args, seat, refusalOf(error)));
    if (seats.every((seat, index) => seat === parts.seats[index])) throw error;
    if (parts.mayGoWithServer && args.effects.held('server').length > 0) throw error;
    await args.effects.release('server');
    return buildServer(args, session, { ...parts, seats }, microversion);
  }
}

/** An old Nova takes no description and no tags with a new server. */
function warnOfOldNova({ savedInfo, resource, log }: Restore, microversion: string): void {
  const { description, tags } = savedInfo.server;
  const warn = (what: string, needed: string, details: object) => {
    if (isAtLeast(microversion, needed)) return;
    const why = `for this Nova is too old: its microversion is ${microversion}, and ${needed} is needed`;
    log.warn(`Server ${nameAndId(resource)} gets ${what}, ${why}.`, { ...details, microversion });
  };
  if (description !== null && description !== '') warn('no description', withDescription, { description });
  if (tags.length > 0) warn(`no tags (${tags.join(', ')})`, withTags, { tags });
}

async function buildServer(args: Restore, session: Session, parts: ServerParts, microversion: string | undefined): Promise<string> {
  const { resource, config, signal } = args;
  const id = await acquireServer(args, session, parts, microversion);
  const what = `The server that is restored from ${nameAndId(resource)} (server ${id})`;
  await serverBuilt(session, id, what, waiting(config, 'state_timeout', signal), bounds(args));
  return id;
}

/** What leaves the scheduler less choice than the flavor does. */
function bounds(args: Restore): string {
  const { availabilityZone: zone, serverGroupId: group } = chosenTarget(args);
  const asked = [
    ...(zone === null ? [] : [`availability zone "${zone}" (restore_availability_zone)`]),
    ...(group === null ? [] : [`server group ${group} (restore_server_group)`]),
  ];
  return asked.length === 0 ? '' : ` It was to be in ${asked.join(' and ')}; null there gives the scheduler more choice.`;
}

/** Ports of other projects in a shared network are not seen before: that an address is taken may show only now. */
function otherAddresses(args: Restore, seat: Seat, problem: unknown): Seat {
  const { target, portId } = seat;
  const isTaken = problem instanceof Error && isAboutAddress(problem, target);
  return portId === undefined && isTaken ? { portId, target: withoutAddresses(args, target, problem) } : seat;
}

async function acquireServer(args: Restore, session: Session, parts: ServerParts, microversion: string | undefined): Promise<string> {
  const { savedInfo, parameters, effects } = args;
  const body = await serverBody(args, parts, microversion ?? oldest);
  const name = parameters.restore_name ?? savedInfo.server.name;
  const { serverGroupId } = chosenTarget(args);
  const schedulerHints = serverGroupId === null ? undefined : { group: serverGroupId };
  const data = { name, volumeIds: parts.volumes.map(({ newId }) => newId) };
  const { result } = await effects.acquire('server', data, async (tag, makeSignal) => {
    const metadata = { ...savedInfo.server.metadata, [restoreKey]: tag };
    const server = { ...body, name, metadata };
    const { id } = await orNotMade(session.compute.createServer(server, { microversion, schedulerHints, signal: makeSignal }));
    return { id };
  });
  return result.id;
}

async function serverBody(
  args: Restore,
  { volumes, seats, mayGoWithServer }: ServerParts,
  microversion: string,
): Promise<Omit<CreateServer, 'name' | 'metadata'>> {
  const { description, tags, userData, configDrive } = args.savedInfo.server;
  const { flavorId, keyName, availabilityZone } = chosenTarget(args);
  const { networks, securityGroups } = askedNetworks(seats);
  return {
    flavorRef: flavorId,
    ...(await disksOf(args, volumes, mayGoWithServer)),
    ...(networks.length > 0 ? { networks } : isAtLeast(microversion, '2.37') && { networks: 'none' }),
    ...(securityGroups.length > 0 && { security_groups: securityGroups.map((id) => ({ name: id })) }),
    ...(availabilityZone !== null && { availability_zone: availabilityZone }),
    ...(keyName !== null && { key_name: keyName }),
    ...(userData !== null && { user_data: userData }),
    ...(configDrive && { config_drive: true }),
    ...(description !== null && isAtLeast(microversion, withDescription) && { description }),
    ...(tags.length > 0 && isAtLeast(microversion, withTags) && { tags }),
  };
}
