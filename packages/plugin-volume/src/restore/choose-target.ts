import { silentLogger } from '@karbor/plugin-sdk';
import { collect, sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { statusInCloud } from '../copy-in-cloud.js';
import type { Restore, RestoreCheck, RestoreQuestion } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { missing } from './missing.js';
import { refuseOtherType } from './refuse-other-type.js';
import type { Target } from './target.js';
import { warnOfUnusedNames } from './unused-names.js';

/** Finds out where every volume is restored to, before anything of the restore exists. @throws as `chooseTarget` */
export async function checkTargets({ members, ...shared }: RestoreCheck): Promise<void> {
  warnOfUnusedNames(members, shared.log);
  // What is warned of one volume is said when the restore runs.
  for (const member of members) await targetOf({ ...shared, ...member, log: silentLogger });
}

/**
 * Finds out where the volume is restored to, and that its copy is there. Others can be restored without that copy, and so it is
 * not asked for before anything of the restore exists.
 * @throws KarborError `KARBOR_COPY_DAMAGED` when the backup or snapshot is not there; `KARBOR_RESTORE_TARGET` naming what is
 *   missing, the parameter, and what there is; `KARBOR_VOLUME_ENCRYPTED` when the backup of an encrypted volume is to go into
 *   another type
 */
export async function chooseTarget(args: Restore): Promise<void> {
  const { copy } = args.savedInfo;
  if (copy.mode !== 'image') await statusInCloud(args, copy);
  args.state['target'] = await targetOf(args);
}

/** All that the parameters name must be there, also what only other volumes need: so a slip is found with the first one. */
async function targetOf(args: RestoreQuestion): Promise<Target> {
  const session = sessionFrom(args.context.auth);
  return { volumeType: await chooseType(args, session), availabilityZone: await chooseZone(args, session) };
}

async function chooseType(args: RestoreQuestion, session: Session): Promise<string | null> {
  const { savedInfo, parameters, signal } = args;
  const { restore_volume_types: map, volume_type: single } = parameters;
  const original = ofTheSource(args) ? null : savedInfo.volume.volumeType;
  if (map === undefined && single === undefined && original === null) return null;
  const types = await collect(session.volume.listVolumeTypes({ signal }));
  const available = types.map(({ name }) => name);
  const check = (wanted: string, parameter: string) => {
    if (types.some(({ id, name }) => wanted === id || wanted === name)) return wanted;
    throw missing(args, { what: `volume type "${wanted}"`, parameter, available });
  };
  const mapped = checkedEntry(map, savedInfo.volume.volumeType, (wanted) => check(wanted, 'restore_volume_types'));
  if (single !== undefined) check(single, 'volume_type');
  const chosen = mapped ?? single ?? (original === null ? null : check(original, 'restore_volume_types'));
  refuseOtherType(args, types.find(({ id, name }) => chosen === id || chosen === name)?.name);
  return chosen;
}

async function chooseZone(args: RestoreQuestion, session: Session): Promise<string | null> {
  const { savedInfo, parameters, resource, signal, log } = args;
  const { restore_availability_zones: map, availability_zone: single } = parameters;
  const original = ofTheSource(args) ? null : savedInfo.volume.availabilityZone;
  if (map === undefined && single === undefined && original === null) return null;
  const zones = await session.volume.listAvailabilityZones({ signal });
  const available = zones.filter(({ zoneState }) => zoneState.available).map(({ zoneName }) => zoneName);
  const check = (wanted: string, parameter: string) => {
    if (available.includes(wanted)) return wanted;
    throw missing(args, { what: `availability zone "${wanted}"`, parameter, available });
  };
  const mapped = checkedEntry(map, savedInfo.volume.availabilityZone, (wanted) => check(wanted, 'restore_availability_zones'));
  if (single !== undefined) check(single, 'availability_zone');
  const chosen = mapped ?? single;
  if (chosen !== undefined || original === null || available.includes(original)) return chosen ?? original;
  log.warn(`There is no availability zone "${original}" any more: Cinder chooses one for volume ${nameAndId(resource.name, resource.id)}.`, {
    zones: available,
  });
  return null;
}

/** A snapshot brings its type and zone along. */
function ofTheSource({ savedInfo }: RestoreQuestion): boolean {
  return savedInfo.copy.mode === 'snapshot';
}

/** Checks all new names of a map, and gives the one for `old`. */
function checkedEntry(
  map: Readonly<Record<string, string>> | undefined,
  old: string | null,
  check: (wanted: string) => string,
): string | undefined {
  const checked = new Map(Object.entries(map ?? {}).map(([from, to]) => [from, check(to)]));
  return old === null ? undefined : checked.get(old);
}
