import { isOpenStackError } from '@karbor/openstack';
import type { InstanceAction, Session } from '@karbor/openstack';
import type { FreezeIntent } from './freeze-effect.js';
import type { FreezeMode } from './freeze-mode.js';

/** The request id of the newest action in a server's log; null when it has none or the user may not read it. */
export async function lastRequestId(session: Session, serverId: string, signal: AbortSignal): Promise<string | null> {
  try {
    for await (const action of session.compute.listInstanceActions(serverId, { signal })) return action.request_id;
  } catch (error) {
    if (!isOpenStackError(error, 'OPENSTACK_FORBIDDEN')) throw error;
  }
  return null;
}

/** The actions since the intent, newest first; `undefined` when the log cannot be read: forbidden, or gone with its server. */
async function actionsSince(
  session: Session,
  { serverId, lastRequestId: last }: FreezeIntent,
  signal: AbortSignal,
): Promise<readonly InstanceAction[] | undefined> {
  const actions: InstanceAction[] = [];
  try {
    for await (const action of session.compute.listInstanceActions(serverId, { signal })) {
      if (action.request_id === last) break;
      actions.push(action);
    }
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_FORBIDDEN', 'OPENSTACK_NOT_FOUND')) return undefined;
    throw error;
  }
  return actions;
}

/** Whether the log has an action of this request; `undefined` when it cannot be read. */
export async function hasRequest(
  session: Session,
  intent: FreezeIntent,
  requestId: string,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  return (await actionsSince(session, intent, signal))?.some(({ request_id }) => request_id === requestId);
}

/** The freezes since the intent that have not failed, newest first; `undefined` when the log cannot be read. */
export async function freezesSince(
  session: Session,
  mode: FreezeMode,
  intent: FreezeIntent,
  signal: AbortSignal,
): Promise<readonly InstanceAction[] | undefined> {
  const actions = await actionsSince(session, intent, signal);
  return actions?.filter(({ action, message }) => action === mode.action && message !== 'Error');
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
