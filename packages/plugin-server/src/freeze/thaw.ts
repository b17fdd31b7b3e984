import { isOpenStackError, orAbsent } from '@karbor/openstack';
import type { Server, Session } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Logger } from '@karbor/plugin-sdk';
import { urgentWaiting } from '../config.js';
import type { ServerConfig } from '../config.js';
import { busy, isBeingImaged, settledState } from '../server-state.js';
import { freezesSince, judge } from './action-log.js';
import type { Evidence } from './action-log.js';
import type { FreezeIntent } from './freeze-effect.js';
import type { FreezeMode } from './freeze-mode.js';
import { isTagged, removeTag } from './metadata-tag.js';

export interface Thaw {
  readonly mode: FreezeMode;
  readonly intent: FreezeIntent;
  /** Of the freeze; null when its answer was lost. */
  readonly requestId: string | null;
  readonly tag: string;
  readonly session: Session;
  readonly config: ServerConfig;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Lets a server run again if it stands still because of us, and takes our tag away. A server that is gone, that runs, or
 * that somebody else has frozen is fine as it is. Goes on while Nova fails, for somebody waits for the server, and
 * waits for an image that Nova makes of it.
 * @throws KarborError `KARBOR_POLL_TIMEOUT` when Nova does not let it run
 */
export async function thaw(options: Thaw): Promise<void> {
  const { intent, tag, session, config, signal } = options;
  await imageSent(options);
  const begin = performance.now();
  const mayStillCome = () => options.requestId === null && performance.now() - begin < config.lost_answer_wait * 1000;
  await persist(options, async () => {
    // The log first: what it tells of has happened when the server is looked at.
    const evidence = await evidenceOf(options);
    const server = await orAbsent(session.compute.showServer(intent.serverId, { signal }));
    return server ? step(options, server, evidence, mayStillCome) : done;
  });
  await persist(options, async () => {
    const server = await orAbsent(session.compute.showServer(intent.serverId, { signal }));
    if (server && isTagged(server, tag)) await removeTag(session, intent.serverId, options);
    return done;
  });
}

/** While Nova makes an image of a server it lets it run for nobody. That may take long; that Nova fails may not. */
async function imageSent({ intent, config, session, signal }: Thaw): Promise<void> {
  let answered = performance.now();
  await poll({
    ...urgentWaiting(config, 'image_timeout', signal),
    what: `Server ${intent.serverId}, of which Nova makes an image,`,
    read: async () => {
      try {
        const server = await orAbsent(session.compute.showServer(intent.serverId, { signal }));
        answered = performance.now();
        return server && isBeingImaged(server) ? (server['OS-EXT-STS:task_state'] ?? '') : done;
      } catch (error) {
        if (performance.now() - answered < config.state_timeout * 1000) throw error;
        return done;
      }
    },
    state: (state) => state,
    success: [done],
  });
}

/** Asks again while Nova fails in a way that may pass. */
async function persist({ intent, config, signal }: Thaw, ask: () => Promise<string>): Promise<void> {
  await poll({
    ...urgentWaiting(config, 'state_timeout', signal),
    what: `Server ${intent.serverId}, which is to run again,`,
    read: ask,
    state: (state) => state,
    success: [done],
  });
}

const done = 'as it should be';

/** Acts once, if something is to be done. Gives what is still to be waited for. */
async function step(options: Thaw, server: Server, evidence: Evidence, mayStillCome: () => boolean): Promise<string> {
  const { mode, requestId, tag, log } = options;
  // The tag is put before the freeze: without it nothing was frozen, or all was undone already.
  if (requestId === null && !isTagged(server, tag)) return done;
  const state = settledState(server);
  if (state === busy) return `${server.status}, ${server['OS-EXT-STS:task_state'] ?? ''}`;
  const isUnseen = evidence === 'no freeze' || evidence === 'unreadable';
  if (state !== mode.status) return isUnseen && mayStillCome() ? `${state}, while our request may still come` : done;
  const latest = evidence === 'no freeze' ? await evidenceOf(options) : evidence;
  if (latest === 'ours' || (latest === 'unreadable' && isTagged(server, tag))) return letRun(options, state);
  log.info(`Server ${server.id} is ${state}, but not because of Karbor: it stays so.`);
  return done;
}

async function evidenceOf({ session, mode, intent, requestId, signal }: Thaw): Promise<Evidence> {
  return judge(await freezesSince(session, mode, intent, signal), intent, requestId);
}

/** Asks for the end of the freeze. A refusal is no end: the server is looked at again. */
async function letRun({ mode, intent, session, signal }: Thaw, state: string): Promise<string> {
  try {
    await mode.thaw(session.compute, intent.serverId, { signal });
    return `${state}, asked to run`;
  } catch (error) {
    if (!isOpenStackError(error, 'OPENSTACK_CONFLICT', 'OPENSTACK_NOT_FOUND')) throw error;
    return `${state}: ${error.message}`;
  }
}
