import type { Session } from '@karbor/openstack';
import type { ServerDescription } from '../saved-info.js';

/** The server group that a server is a member of; null when it is in none. */
export async function describeServerGroup({ compute }: Session, serverId: string, signal: AbortSignal): Promise<ServerDescription['serverGroup']> {
  for await (const { id, name, members } of compute.listServerGroups({ signal })) {
    if (members.includes(serverId)) return { id, name };
  }
  return null;
}
