import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Session, Volume } from '@karbor/openstack';
import { heldId } from '../held.js';
import type { Restore } from '../hook-arguments.js';
import type { VolumeDescription } from '../saved-info.js';

/** Gives the new volume everything of the original besides its bytes; its name last, for then it is finished. */
export async function finishVolume(args: Restore): Promise<void> {
  const { savedInfo, parameters, context, effects, mapping, signal } = args;
  const session = sessionFrom(context.auth);
  const original = savedInfo.volume;
  const volume = await session.volume.showVolume(heldId(effects, 'volume'), { signal });

  if (original.bootable !== (volume.bootable === 'true')) {
    await session.volume.setVolumeBootable(volume.id, original.bootable, { signal });
  }
  await replaceImageMetadata(session, volume, original, signal);
  warnOfDifferences(args, volume);
  // Recorded by its id before its name, by which it would be found, is taken off.
  await effects.keep('volume');
  await session.volume.updateVolume(
    volume.id,
    { name: parameters.restore_name ?? original.name, description: original.description, metadata: original.metadata },
    { signal },
  );
  mapping.set(volume.id);
}

/** A volume that came by an image has that image's properties. */
async function replaceImageMetadata(
  session: Session,
  volume: Volume,
  { imageMetadata }: VolumeDescription,
  signal: AbortSignal,
): Promise<void> {
  for (const key of Object.keys(volume.volume_image_metadata ?? {})) {
    if (key in imageMetadata) continue;
    const unset = session.request('volume', {
      method: 'POST',
      path: `/volumes/${encodeURIComponent(volume.id)}/action`,
      json: { 'os-unset_image_metadata': { key } },
      idempotent: true,
      signal,
    });
    await orAbsent(unset);
  }
  if (Object.keys(imageMetadata).length > 0) {
    await session.volume.setVolumeImageMetadata(volume.id, imageMetadata, { signal });
  }
}

function warnOfDifferences({ savedInfo: { volume: original }, log }: Restore, volume: Volume): void {
  if (original.readOnly) {
    log.warn('The original volume was read-only; the restored one is not until its read-only flag is set.', { volume: volume.id });
  }
  if (original.multiattach !== volume.multiattach) {
    log.warn('The restored volume differs in multiattach, which follows from its type.', { volume: volume.id, multiattach: volume.multiattach });
  }
  if (original.encrypted !== volume.encrypted) {
    log.warn('The restored volume differs in encryption, which follows from its type.', { volume: volume.id, encrypted: volume.encrypted });
  }
}
