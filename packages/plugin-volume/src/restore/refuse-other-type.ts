import { KarborError } from '@karbor/plugin-sdk';
import type { RestoreQuestion } from '../hook-arguments.js';
import { nameAndId } from '../names.js';

/**
 * Cinder restores the backup of an encrypted volume into a volume of its own type only, and finds that out at the end.
 * @throws KarborError `KARBOR_VOLUME_ENCRYPTED` when `chosen`, the name of a type, is another one
 */
export function refuseOtherType({ resource, savedInfo }: Pick<RestoreQuestion, 'resource' | 'savedInfo'>, chosen: string | undefined): void {
  const { copy, volume } = savedInfo;
  if (copy.mode !== 'backup' || !volume.encrypted || chosen === volume.volumeType) return;
  throw new KarborError(
    'KARBOR_VOLUME_ENCRYPTED',
    `Volume ${nameAndId(resource.name, resource.id)} cannot be restored into type "${chosen ?? 'none'}": it was encrypted, and Cinder restores its backup into type "${volume.volumeType ?? 'none'}" only. Let restore_volume_types keep that type for it.`,
    { details: { volume: resource.id, volumeType: chosen, expected: volume.volumeType } },
  );
}
