import type { Logger } from '@karbor/plugin-sdk';
import type { RestoreCheck } from '../hook-arguments.js';
import type { ServerDescription } from '../saved-info.js';
import { list } from './missing.js';

type Member = Pick<RestoreCheck['members'][number], 'parameters' | 'savedInfo'>;

/** What a server had of a thing: each by its id and its name. */
type Originals = (server: ServerDescription) => readonly (string | null | undefined)[];

const maps = {
  restore_flavors: ({ flavor: { id, name } }) => [id, name],
  restore_networks: ({ interfaces }) => interfaces.flatMap(({ networkId, networkName }) => [networkId, networkName]),
  restore_availability_zones: ({ availabilityZone }) => [availabilityZone],
  restore_key_names: ({ keyName }) => [keyName],
  restore_security_groups: ({ interfaces }) =>
    interfaces.flatMap(({ securityGroups }) => securityGroups.flatMap(({ id, name }) => [id, name])),
} as const satisfies Record<string, Originals>;

/** Warns of what maps replace although no server of the restore had it: that may be a slip. */
export function warnOfUnusedKeys(members: readonly Member[], log: Logger): void {
  for (const [parameter, originalsOf] of Object.entries(maps) as [keyof typeof maps, Originals][]) {
    const had = new Set(members.flatMap(({ savedInfo }) => originalsOf(savedInfo.server)).filter((one) => one != null));
    const unused = new Set(members.flatMap(({ parameters }) => keysOf(parameters[parameter])).filter((key) => !had.has(key)));
    if (unused.size === 0) continue;
    const there = list([...had].map((name) => ({ name })));
    log.warn(`${parameter} replaces ${list([...unused].map((name) => ({ name })))}, which no server of this restore had. They had: ${there}.`, {
      parameter,
      keys: [...unused],
    });
  }
}

function keysOf(map: readonly string[] | object | undefined): string[] {
  return map === undefined || Array.isArray(map) ? [] : Object.keys(map);
}
