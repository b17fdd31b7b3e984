import { orNotMade } from '@karbor/plugin-sdk';
import { sessionFrom } from '@karbor/openstack';
import type { Progress } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import { heldSnapshot } from '../held.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId, temporaryName } from '../names.js';
import type { SavedCopy } from '../saved-info.js';
import { imageActive, volumeAvailable } from '../wait-for.js';
import { storeImage } from './store-image.js';

/** `protect_mode: image`: snapshot → temporary volume → temporary image → bank. */
export async function* copyToBank(args: Protect): AsyncGenerator<Progress, SavedCopy<'image'>> {
  const { resource, context, config, section, effects, signal } = args;
  const session = sessionFrom(context.auth);
  const ofVolume = `of volume ${nameAndId(resource.name, resource.id)}`;
  const patience = waiting(config, 'timeout', signal);
  const snapshotId = heldSnapshot(effects);

  yield { message: 'makes a temporary volume of the snapshot' };
  const { result: copy } = await effects.acquire('volume', { of: snapshotId }, async (tag, makeSignal) => {
    const volume = { snapshot_id: snapshotId, name: temporaryName(tag), description: `Temporary copy of volume ${resource.id}` };
    const { id } = await orNotMade(session.volume.createVolume(volume, { signal: makeSignal }));
    return { id };
  });
  await volumeAvailable(session, copy.id, `The temporary copy ${ofVolume}`, patience);

  yield { message: 'makes a temporary image of the temporary volume' };
  const { result: upload } = await effects.acquire('image', { of: copy.id }, async (tag, makeSignal) => {
    const image = { image_name: temporaryName(tag), disk_format: 'raw', container_format: 'bare' };
    const { imageId } = await orNotMade(session.volume.uploadVolumeToImage(copy.id, image, { signal: makeSignal }));
    return { id: imageId };
  });
  const image = await imageActive(session, upload.id, `The temporary image ${ofVolume}`, patience);

  yield { message: 'removes the temporary volume' };
  await effects.release('volume');

  yield { message: 'stores the data' };
  // The same snapshot gives the same raw bytes, whichever temporary image they come by.
  const stored = await storeImage({ images: session.image, image, section, identity: `snapshot ${snapshotId}`, signal });
  yield { message: 'removes the temporary image' };
  await effects.release('image');
  return { mode: 'image', ...stored };
}
