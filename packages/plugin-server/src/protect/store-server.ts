import { sessionFrom } from '@karbor/openstack';
import type { Image, Session } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Progress } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import { frozenAs } from '../freeze/let-run.js';
import { heldImage } from '../held-image.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import type { RootDisk } from '../saved-info.js';
import { imageProperties } from './image-properties.js';
import { savedServer, storesRootDisk } from './saved-server.js';
import { storeImage } from './store-image.js';

/** Stores what was captured: the root disk's bytes, if there are any, and what the server is. */
export async function* storeServer(args: Protect): AsyncGenerator<Progress> {
  const rootDisk = storesRootDisk(args) ? yield* storeRootDisk(args) : undefined;
  args.saveInfo({ server: savedServer(args), frozen: frozenAs(args), rootDisk });
}

/** The image that it came by has served. */
export async function dropImage({ effects }: Protect): Promise<void> {
  await effects.release('image');
}

async function* storeRootDisk(args: Protect): AsyncGenerator<Progress, RootDisk> {
  const { resource, context, section, effects, signal } = args;
  const session = sessionFrom(context.auth);
  const imageId = heldImage(effects);
  yield { message: 'waits for the image of the root disk' };
  const image = await imageActive(args, session, imageId);
  yield { message: 'stores the root disk' };
  const identity = `root disk of ${resource.id} by image ${imageId}`;
  const stored = await storeImage({ images: session.image, image, section, identity, signal });
  return {
    ...stored,
    diskFormat: image.disk_format ?? 'raw',
    containerFormat: image.container_format ?? 'bare',
    minDisk: image.min_disk,
    minRam: image.min_ram,
    properties: imageProperties(image),
  };
}

function imageActive({ resource, config, signal }: Protect, session: Session, imageId: string): Promise<Image> {
  return poll({
    ...waiting(config, 'image_timeout', signal),
    what: `The image ${imageId} of the root disk of server ${nameAndId(resource)}`,
    read: () => session.image.showImage(imageId, { signal }),
    state: ({ status }) => status,
    success: ['active'],
    failure: ['killed', 'deleted', 'pending_delete', 'deactivated'],
  });
}
