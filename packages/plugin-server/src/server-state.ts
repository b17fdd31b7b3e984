import type { Server, Session } from '@karbor/openstack';
import { KarborError, poll } from '@karbor/plugin-sdk';
import type { Waiting } from './config.js';

/** What a server's state is called while a task of it is under way. */
export const busy = 'busy';

/** A server's status, or `busy`. */
export function settledState(server: Server): string {
  return server['OS-EXT-STS:task_state'] === null ? server.status : busy;
}

/** The tasks during which Nova, or its hypervisor, is not done with the disk that it makes an image of. */
const capturing = ['image_snapshot_pending', 'image_snapshot', 'image_pending_upload'];

/** Whether Nova is still at the disk itself, before it sends the image to Glance. */
export function isCapturing(server: Server): boolean {
  return capturing.includes(server['OS-EXT-STS:task_state'] ?? '');
}

/** Whether Nova makes an image of the server: until the last byte is in Glance it changes the server's state for nobody. */
export function isBeingImaged(server: Server): boolean {
  return isCapturing(server) || server['OS-EXT-STS:task_state'] === 'image_uploading';
}

/**
 * Waits until a server is in a state and no task of it is under way.
 * @throws KarborError `KARBOR_POLL_FAILED` when it settles in another state
 */
export function serverSettled(session: Session, id: string, what: string, state: string, patience: Waiting): Promise<Server> {
  return poll({
    ...patience,
    what,
    read: (signal) => session.compute.showServer(id, { signal }),
    state: settledState,
    success: [state],
    pending: [busy],
  });
}

/**
 * Waits until a server that was asked for is built.
 * @throws KarborError `KARBOR_SERVER_FAILED` with Nova's reason, and `advice`
 */
export async function serverBuilt(session: Session, id: string, what: string, patience: Waiting, advice = ''): Promise<Server> {
  const server = await poll({
    ...patience,
    what,
    read: (signal) => session.compute.showServer(id, { signal }),
    state: (one) => (one.status === 'ERROR' ? one.status : settledState(one)),
    success: ['ACTIVE', 'ERROR'],
    pending: [busy, 'BUILD'],
  });
  if (server.status === 'ACTIVE') return server;
  throw new KarborError('KARBOR_SERVER_FAILED', `${what} could not be built: ${server.fault?.message ?? 'Nova gives no reason.'}${advice}`, {
    details: { server: id, fault: server.fault?.message },
  });
}
