import { isOpenStackError } from '@karbor/openstack';
import type { InstanceAction, Session } from '@karbor/openstack';
import type { FreezeIntent } from './freeze-effect.js';
import type { FreezeMode } from './freeze-mode.js';

/** The request id of the newest action in a server's log. */
export async function lastRequestId(session: Session, serverId: string, signal: AbortSignal): Promise<string | null> {
  for await (const action of session.compute.listInstanceActions(serverId, { signal })) return action.request_id;
  return null;
}

/** Whether a server's log has an action of this request. */
export async function hasRequest(session: Session, intent: FreezeIntent, requestId: string, signal: AbortSignal): Promise<boolean> {
  for await (const { request_id } of session.compute.listInstanceActions(intent.serverId, { signal })) {
    if (request_id === requestId) return true;
    if (request_id === intent.lastRequestId) return false;
  }
  return false;
}

/** The freezes that the log tells of since the intent, newest first; `undefined` when it cannot be read: forbidden, or gone with its server. */
export async function freezesSince(
  session: Session,
  mode: FreezeMode,
  intent: FreezeIntent,
  signal: AbortSignal,
): Promise<readonly InstanceAction[] | undefined> {
  const freezes: InstanceAction[] = [];
  try {
    for await (const action of session.compute.listInstanceActions(intent.serverId, { signal })) {
      if (action.request_id === intent.lastRequestId) break;
      if (action.action === mode.action && action.message !== 'Error') freezes.push(action);
    }
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_FORBIDDEN', 'OPENSTACK_NOT_FOUND')) return undefined;
    throw error;
  }
  return freezes;
}

/** What a server's own log says of the freeze that it may be in. */
export type Evidence = 'ours' | 'not ours' | 'no freeze' | 'unreadable';

/**
 * Judges the freezes since the intent. A frozen server cannot be frozen again, so the newest one is the one it is in.
 * Where the answer to our request was lost, ours is the only one since the intent, by the same user.
 */
export function judge(freezes: readonly InstanceAction[] | undefined, intent: FreezeIntent, requestId: string | null): Evidence {
  if (freezes === undefined) return 'unreadable';
  const [newest, older] = freezes;
  if (newest === undefined) return 'no freeze';
  if (requestId !== null) return newest.request_id === requestId ? 'ours' : 'not ours';
  return older === undefined && newest.user_id === intent.userId ? 'ours' : 'not ours';
}
