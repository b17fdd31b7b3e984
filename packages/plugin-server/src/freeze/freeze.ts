import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { isKarborError, notMade, orNotMade } from '@karbor/plugin-sdk';
import { urgentWaiting } from '../config.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orServerGone } from '../refused.js';
import { serverSettled } from '../server-state.js';
import { hasRequest, lastRequestId } from './action-log.js';
import type { FreezeIntent, Frozen } from './freeze-effect.js';
import type { FreezeMode } from './freeze-mode.js';
import { putTag, removeTag } from './metadata-tag.js';

/** Freezes a server that is running and idle, and waits until it stands still, or its time is up. */
export async function freeze(args: Protect, mode: FreezeMode): Promise<void> {
  const { resource, parameters, context, config, effects, signal } = args;
  const session = sessionFrom(context.auth);
  const intent = {
    serverId: resource.id,
    userId: await session.userId({ signal }),
    lastRequestId: await orServerGone(resource, lastRequestId(session, resource.id, signal)),
  };
  const until = new Date(Date.now() + parameters.max_freeze * 1000);
  const make = (tag: string, makeSignal: AbortSignal) => tagAndFreeze(args, session, mode, intent, tag, makeSignal);
  await orServerGone(resource, effects.acquire(mode.effect, intent, make, { until }));
  const what = `Server ${nameAndId(resource)}, which was asked to ${mode.action},`;
  const frozen = serverSettled(session, resource.id, what, mode.status, urgentWaiting(config, 'state_timeout', signal));
  try {
    await orServerGone(resource, frozen);
  } catch (error) {
    // It has taken longer to stand still than it may, and runs again.
    if (!effects.overdue(mode.effect) || !isKarborError(error, 'KARBOR_POLL_FAILED')) throw error;
  }
}

async function tagAndFreeze(
  args: Protect,
  session: Session,
  mode: FreezeMode,
  intent: FreezeIntent,
  tag: string,
  signal: AbortSignal,
): Promise<Frozen> {
  await orNotMade(putTag(session, intent.serverId, tag, signal));
  try {
    const { requestId } = await mode.freeze(session.compute, intent.serverId, { signal });
    return { requestId: requestId ?? null };
  } catch (error) {
    if (!isOpenStackError(error)) throw error;
    const { noEffect, requestId } = error;
    if (!noEffect) {
      if (requestId === undefined) throw error;
      const isLogged = await hasRequest(session, intent, requestId, signal);
      if (isLogged === undefined) throw error;
      if (isLogged) return { requestId };
      // Answered, but not in Nova's log: it has given up before it did anything.
    }
    await removeTag(session, intent.serverId, { ...args, signal });
    throw notMade(error);
  }
}
