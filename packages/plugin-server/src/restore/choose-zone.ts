import type { RestoreQuestion } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { chosen } from './choice.js';
import type { Offers } from './offers.js';

/** The availability zone to ask for; null lets Nova's scheduler choose. */
export async function chooseZone(args: RestoreQuestion, offers: Offers): Promise<string | null> {
  const { parameters, savedInfo, resource, log } = args;
  const original = savedInfo.server.availabilityZone;
  const zones = (await offers.zones()).filter(({ zoneState }) => zoneState.available);
  const choices = zones.map(({ zoneName }) => ({ id: zoneName, name: zoneName }));
  const zone = chosen<null>(args, {
    ...{ noun: 'availability zone', choices, original: [original] },
    map: { parameter: 'restore_availability_zones', entries: parameters.restore_availability_zones },
    single: { parameter: 'restore_availability_zone', value: parameters.restore_availability_zone },
  });
  if (zone !== undefined) return zone?.name ?? null;
  if (original === null) return null;
  // Who asks for a zone by name stays bound to it; where there is but one, nobody needs to.
  if (choices.some(({ name }) => name === original)) return choices.length > 1 ? original : null;
  log.warn(`There is no availability zone "${original}" any more: Nova chooses one for server ${nameAndId(resource)}.`, {
    zones: choices.map(({ name }) => name),
  });
  return null;
}
