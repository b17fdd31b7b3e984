import { orNotMade } from '@karbor/plugin-sdk';
import { sessionFrom } from '@karbor/openstack';
import type { Progress } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import { temporaryName } from '../names.js';
import type { SavedCopy } from '../saved-info.js';
import { dropImage } from './drop-image.js';
import { likeTheOriginal, makeVolume } from './new-volume.js';
import { uploadImage } from './upload-image.js';

/** Bank → temporary image → volume. */
export async function* fromBank(args: Restore, copy: SavedCopy<'image'>): AsyncGenerator<Progress> {
  const { resource, context, effects } = args;
  const session = sessionFrom(context.auth);

  yield { message: 'makes a temporary image of the data' };
  const { result: image } = await effects.acquire('image', { of: resource.id }, async (tag, signal) => {
    const body = { name: temporaryName(tag), disk_format: 'raw', container_format: 'bare', visibility: 'private' } as const;
    const { id } = await orNotMade(session.image.createImage(body, { signal }));
    return { id };
  });
  await uploadImage(args, image.id, copy);

  yield { message: 'makes a volume of the temporary image' };
  const volumeId = await makeVolume(args, image.id, { ...likeTheOriginal(args), imageRef: image.id });
  await dropImage(args, image.id, volumeId);
}
