import { sessionFrom } from '@karbor/openstack';
import type { Server } from '@karbor/openstack';
import { KarborError, poll } from '@karbor/plugin-sdk';
import { urgentWaiting } from '../config.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orServerGone } from '../refused.js';
import { isBeingImaged } from '../server-state.js';
import { freezeModes } from './freeze-mode.js';
import type { FreezeName } from './freeze-mode.js';

/** How the server of this operation stands still. */
export function frozenAs({ state }: Protect): FreezeName | null {
  const name = state['frozen'];
  return name === 'pause' || name === 'suspend' ? name : null;
}

/** The server once Nova has sent the image of its root disk, for until then it does not let it run. */
function whenImaged({ resource, context, config, signal }: Protect): Promise<Server> {
  const { compute } = sessionFrom(context.auth);
  return poll({
    ...urgentWaiting(config, 'image_timeout', signal),
    what: `Server ${nameAndId(resource)}, of whose root disk Nova makes an image,`,
    read: () => compute.showServer(resource.id, { signal }),
    state: (server) => (isBeingImaged(server) ? (server['OS-EXT-STS:task_state'] ?? '') : 'done'),
    success: ['done'],
  });
}

/**
 * Lets a server run again that was held still, all its disks being captured. Fine when core has done so because its time
 * was up: core says so itself.
 * @throws KarborError `KARBOR_SERVER_THAWED` when it has run meanwhile: then they are not of one instant
 */
export async function letRun(args: Protect): Promise<void> {
  const name = frozenAs(args);
  if (name === null) return;
  const { resource, effects, state } = args;
  const { effect, status } = freezeModes[name];
  const server = await orServerGone(resource, whenImaged(args));
  // Its time may have come to an end meanwhile.
  if (effects.overdue(effect)) {
    await effects.release(effect);
    // It has not stood still while its disks were captured.
    delete state['frozen'];
    return;
  }
  if (server.status !== status || effects.held(effect).length === 0) {
    throw new KarborError(
      'KARBOR_SERVER_THAWED',
      `Server ${nameAndId(resource)} ran again before all its disks were captured, so they are not of one instant: somebody resumed it, or it took longer than max_freeze. Protect it again.`,
      { details: { server: resource.id, status: server.status } },
    );
  }
  await effects.release(effect);
}
