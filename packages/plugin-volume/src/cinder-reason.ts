import { isOpenStackError } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';

/** What Cinder tells a project about one of its resources; since 3.5 they can be asked for by resource. */
interface UserMessage {
  readonly resource_uuid?: string;
  readonly user_message: string;
}

/** A volume that is lost, and the backup that was to be restored into it. */
interface Lost {
  readonly volumeId: string;
  readonly backupId: string | undefined;
}

type Told = string | null | undefined;

export const noReason = 'Cinder gives no reason';

/** What Cinder says of a failure, for an error message. */
export async function cinderReason(session: Session, { volumeId, backupId }: Lost, signal: AbortSignal): Promise<string> {
  const told = [await orNothing(lastMessage(session, volumeId, signal))];
  if (backupId !== undefined) {
    told.push(await orNothing(lastMessage(session, backupId, signal)));
    told.push(await orNothing(failReason(session, backupId, signal)));
  }
  return told.filter((one) => one != null && one !== '').join('; ') || noReason;
}

async function lastMessage(session: Session, id: string, signal: AbortSignal): Promise<Told> {
  const question = { method: 'GET', path: '/messages', query: { resource_uuid: id }, microversion: '3.5', signal } as const;
  const { body } = await session.request<{ messages: UserMessage[] }>('volume', question);
  // The newest comes first.
  return body.messages.find(({ resource_uuid }) => resource_uuid === id)?.user_message;
}

async function failReason({ volume }: Session, id: string, signal: AbortSignal): Promise<Told> {
  return (await volume.showBackup(id, { signal })).fail_reason;
}

/** The reason only explains another failure, which must not be hidden by one more. */
async function orNothing(call: Promise<Told>): Promise<Told> {
  try {
    return await call;
  } catch (error) {
    if (isOpenStackError(error)) return undefined;
    throw error;
  }
}
