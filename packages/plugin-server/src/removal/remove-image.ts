import { collect, orAbsent } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Removal } from '../effects.js';
import { temporaryName } from '../names.js';
import { untilGone } from './until-gone.js';

const going = ['deleted', 'pending_delete'];

/** Whether an image is there, and to stay. */
export async function imageIsThere({ image }: Session, id: string, signal: AbortSignal): Promise<boolean> {
  const found = await orAbsent(image.showImage(id, { signal }));
  return found !== undefined && !going.includes(found.status);
}

/** Removes a temporary image. */
export async function removeImage({ session: { image }, id, tag, patience }: Removal<unknown>): Promise<void> {
  const { signal } = patience;
  const name = temporaryName(tag);
  const named = async () => (await collect(image.listImages({ filters: { name }, signal }))).filter((one) => one.name === name);
  const ids = id === undefined ? (await named()).map((one) => one.id) : [id];
  for (const one of ids) {
    await untilGone({
      what: `Image ${one}`,
      show: () => image.showImage(one, { signal }),
      state: ({ status }) => status,
      isGoing: ({ status }) => going.includes(status),
      remove: () => image.deleteImage(one, { signal }),
      patience,
    });
  }
}
