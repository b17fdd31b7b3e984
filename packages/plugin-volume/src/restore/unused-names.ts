import type { Logger } from '@karbor/plugin-sdk';
import type { RestoreCheck } from '../hook-arguments.js';
import type { VolumeDescription } from '../saved-info.js';

const maps = [
  { parameter: 'restore_volume_types', noun: 'volume type', old: ({ volumeType }: VolumeDescription) => volumeType },
  { parameter: 'restore_availability_zones', noun: 'availability zone', old: ({ availabilityZone }: VolumeDescription) => availabilityZone },
] as const;

/** Warns of old names in maps that no volume of the restore has: such an entry does nothing, perhaps for a slip of the pen. */
export function warnOfUnusedNames(members: RestoreCheck['members'], log: Logger): void {
  for (const { parameter, noun, old } of maps) {
    const present = new Set(members.flatMap(({ savedInfo }) => old(savedInfo.volume) ?? []));
    const named = new Set(members.flatMap(({ parameters }) => Object.keys(parameters[parameter] ?? {})));
    const unused = [...named].filter((name) => !present.has(name));
    if (unused.length === 0) continue;
    log.warn(`${parameter} names ${quoted(unused)}, and no volume of this restore had that ${noun}; they had: ${quoted(present)}.`, {
      unused,
      present: [...present],
    });
  }
}

function quoted(names: Iterable<string>): string {
  return Array.from(names, (name) => `"${name}"`).join(', ') || 'none';
}
