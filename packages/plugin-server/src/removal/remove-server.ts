import { collect, orAbsent } from '@karbor/openstack';
import type { Server, Session, Volume } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Waiting } from '../config.js';
import type { NewServer, Removal } from '../effects.js';
import { restoreKey } from '../names.js';
import { untilGone } from './until-gone.js';

/** Whether a server is there, and to stay. */
export async function serverIsThere({ compute }: Session, id: string, signal: AbortSignal): Promise<boolean> {
  const server = await orAbsent(compute.showServer(id, { signal }));
  return server !== undefined && !isGoing(server) && !gone.includes(server.status);
}

const gone = ['DELETED', 'SOFT_DELETED'];

function isGoing(server: Server): boolean {
  return server['OS-EXT-STS:task_state'] === 'deleting';
}

/** Removes a server that was being restored, and waits until its volumes are free to be removed too. */
export async function removeServer({ session, id, tag, data, patience }: Removal<NewServer>): Promise<void> {
  const ids = id === undefined ? await idsOfTagged(session, tag, patience.signal) : [id];
  for (const one of ids) {
    await untilGone({
      what: `Server ${one}`,
      show: () => session.compute.showServer(one, { signal: patience.signal }),
      state: ({ status }) => status,
      isGoing,
      remove: () => session.compute.deleteServer(one, { signal: patience.signal }),
      patience,
    });
  }
  if (ids.length > 0) await volumesFree(session, data.volumeIds, ids, patience);
}

async function idsOfTagged({ compute }: Session, tag: string, signal: AbortSignal): Promise<string[]> {
  const servers = await collect(compute.listServers({ signal }));
  return servers.filter(({ metadata }) => metadata[restoreKey] === tag).map(({ id }) => id);
}

const onTheMove = ['attaching', 'detaching', 'reserved'];

async function volumesFree({ volume }: Session, ids: readonly string[], serverIds: readonly string[], patience: Waiting): Promise<void> {
  for (const id of ids) {
    await poll({
      ...patience,
      what: `Volume ${id} of a server that was removed`,
      read: () => orAbsent(volume.showVolume(id, { signal: patience.signal })),
      state: (one) => (one && isHeld(one, serverIds) ? one.status : free),
      success: [free],
    });
  }
}

const free = 'free';

/** A volume of several servers may stay in use by another one. */
function isHeld({ status, attachments }: Volume, serverIds: readonly string[]): boolean {
  return onTheMove.includes(status) || attachments.some(({ server_id }) => serverIds.includes(server_id));
}
