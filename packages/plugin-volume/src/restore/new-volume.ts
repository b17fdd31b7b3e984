import { sessionFrom } from '@karbor/openstack';
import type { CreateVolume } from '@karbor/openstack';
import { KarborError, orNotMade } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Restore } from '../hook-arguments.js';
import { nameAndId, temporaryName } from '../names.js';
import { volumeAvailable } from '../wait-for.js';
import { chosenTarget } from './target.js';

/** The new volume of a restore, in errors. */
export function newVolumeOf({ resource }: Restore): string {
  return `The volume that is restored from ${nameAndId(resource.name, resource.id)}`;
}

/** What is asked for whatever the source: the original's size, and the chosen type and zone. */
export function likeTheOriginal(args: Restore): CreateVolume {
  const { volumeType, availabilityZone } = chosenTarget(args);
  return {
    size: args.savedInfo.volume.size,
    volume_type: volumeType ?? undefined,
    availability_zone: availabilityZone ?? undefined,
  };
}

/**
 * Makes the new volume from `source` and waits for it. It has a temporary name until the restore is complete.
 * @throws KarborError `KARBOR_VOLUME_SIZE` when the service made it of another size
 */
export async function makeVolume(args: Restore, of: string, source: CreateVolume): Promise<string> {
  const { savedInfo, context, config, effects, signal } = args;
  const session = sessionFrom(context.auth);
  const { result } = await effects.acquire('volume', { of }, async (tag, makeSignal) => {
    const volume = { ...source, name: temporaryName(tag), description: 'A restore is under way' };
    const { id } = await orNotMade(session.volume.createVolume(volume, { signal: makeSignal }));
    return { id };
  });
  const volume = await volumeAvailable(session, result.id, newVolumeOf(args), waiting(config, 'timeout', signal));
  if (volume.size === savedInfo.volume.size) return volume.id;
  throw new KarborError(
    'KARBOR_VOLUME_SIZE',
    `${newVolumeOf(args)} has ${volume.size} GiB instead of ${savedInfo.volume.size} GiB.`,
    { details: { volume: volume.id, size: volume.size, expected: savedInfo.volume.size } },
  );
}
