import { collect, isOpenStackError, orAbsent } from '@karbor/openstack';
import type { ImageClient } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Waiting } from './config.js';

/** Whether an image is there, and to stay. */
export async function isThere(images: ImageClient, id: string, signal: AbortSignal): Promise<boolean> {
  const image = await orAbsent(images.showImage(id, { signal }));
  return image !== undefined && !going.includes(image.status);
}

/** What removes them may go on for a while. */
const going = ['deleted', 'pending_delete'];

/** Removes every image that has this name, and waits until they are gone. */
export async function removeImagesNamed(images: ImageClient, name: string, waiting: Waiting): Promise<void> {
  const found = await collect(images.listImages({ filters: { name }, signal: waiting.signal }));
  // Filtered once more: a service that does not know the filter gives everything.
  for (const image of found.filter((one) => one.name === name)) await removeImage(images, image.id, waiting);
}

/**
 * Removes an image, a protected one too, and waits until it is gone; fine when it is gone already. While the service
 * refuses because the image is in use, it is asked again.
 * @throws KarborError `KARBOR_POLL_TIMEOUT` with the service's last refusal
 */
export async function removeImage(images: ImageClient, id: string, waiting: Waiting): Promise<void> {
  await poll({
    ...waiting,
    what: `image ${id}, which is to be removed,`,
    read: () => removeOnce(images, id, waiting.signal),
    state: (state) => state,
    success: ['gone', ...going],
  });
}

async function removeOnce(images: ImageClient, id: string, signal: AbortSignal): Promise<string> {
  const before = await orAbsent(images.showImage(id, { signal }));
  if (!before) return 'gone';
  try {
    if (before.protected) await images.updateImage(id, [{ op: 'replace', path: '/protected', value: false }], { signal });
    await images.deleteImage(id, { signal });
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return 'gone';
    if (!isOpenStackError(error, 'OPENSTACK_CONFLICT')) throw error;
    return `${before.status}: ${error.serviceMessage ?? error.message}`;
  }
  const after = await orAbsent(images.showImage(id, { signal }));
  return after?.status ?? 'gone';
}
