import { sessionFrom } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orServerGone } from '../refused.js';
import { freezeModes } from './freeze-mode.js';
import type { FreezeName } from './freeze-mode.js';

/** How the server of this operation stands still. */
export function frozenAs({ state }: Protect): FreezeName | null {
  const name = state['frozen'];
  return name === 'pause' || name === 'suspend' ? name : null;
}

/**
 * Lets a server run again that was held still, all its disks being captured. Fine when core has done so because its time
 * was up: core says so itself.
 * @throws KarborError `KARBOR_SERVER_THAWED` when it has run meanwhile: then they are not of one instant
 */
export async function letRun(args: Protect): Promise<void> {
  const name = frozenAs(args);
  if (name === null) return;
  const { resource, context, effects, signal, state } = args;
  const { effect, status } = freezeModes[name];
  if (effects.overdue(effect)) {
    await effects.release(effect);
    // It has not stood still while its disks were captured.
    delete state['frozen'];
    return;
  }
  const server = await orServerGone(resource, sessionFrom(context.auth).compute.showServer(resource.id, { signal }));
  if (server.status !== status || effects.held(effect).length === 0) {
    throw new KarborError(
      'KARBOR_SERVER_THAWED',
      `Server ${nameAndId(resource)} ran again before all its disks were captured, so they are not of one instant: somebody resumed it, or it took longer than max_freeze. Protect it again.`,
      { details: { server: resource.id, status: server.status } },
    );
  }
  await effects.release(effect);
}
