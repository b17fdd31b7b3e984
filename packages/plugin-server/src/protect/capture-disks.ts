import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Image, Session } from '@karbor/openstack';
import { orNotMade, poll } from '@karbor/plugin-sdk';
import { urgentWaiting } from '../config.js';
import { letRun } from '../freeze/let-run.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId, temporaryName } from '../names.js';
import { orServerGone } from '../refused.js';
import { isCapturing } from '../server-state.js';
import { storesRootDisk } from './saved-server.js';

/** Captures the root disk, the volumes having been captured before, and lets the server run again. */
export async function captureDisks(args: Protect): Promise<void> {
  if (storesRootDisk(args)) await captureRootDisk(args);
  await letRun(args);
}

async function captureRootDisk({ resource, context, config, effects, signal }: Protect): Promise<void> {
  const session = sessionFrom(context.auth);
  const make = async (tag: string, makeSignal: AbortSignal) => {
    const image = { name: temporaryName(tag) };
    const { imageId } = await orNotMade(session.compute.createServerImage(resource.id, image, { signal: makeSignal }));
    return { id: imageId };
  };
  const { result } = await orServerGone(resource, effects.acquire('image', { of: resource.id }, make));
  const captured = poll({
    ...urgentWaiting(config, 'image_timeout', signal),
    what: `The capture of the root disk of server ${nameAndId(resource)}`,
    read: () => captureState(session, resource.id, result.id, signal),
    state: (state) => state,
    success: ['captured'],
    failure: ['given up by Nova'],
  });
  await orServerGone(resource, captured);
}

/** createImage is only begun when it is answered. The disk is captured when its bytes are on their way to Glance. */
async function captureState(session: Session, serverId: string, imageId: string, signal: AbortSignal): Promise<string> {
  // The server first: Nova ends its task after the image is there.
  const server = await session.compute.showServer(serverId, { signal });
  const task = server['OS-EXT-STS:task_state'];
  const image = await orAbsent(session.image.showImage(imageId, { signal }));
  if (image === undefined || isLost(image) || (image.status === 'queued' && task === null)) return 'given up by Nova';
  return image.status !== 'queued' || !isCapturing(server) ? 'captured' : (task ?? image.status);
}

function isLost({ status }: Image): boolean {
  return ['killed', 'deleted', 'pending_delete', 'deactivated'].includes(status);
}
