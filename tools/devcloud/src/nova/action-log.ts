import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { ServerAction, ServerRecord } from './records.js';
import { setServer } from './servers.js';

export interface OpenAction {
  /** Records how the action ended. */
  finish(result: 'Success' | 'Error'): void;
}

/** Writes down who did what to a server, under the id of the request, and the one event that the compute service adds. */
export const logAction = (
  cloud: Cloud,
  call: NovaCall,
  server: ServerRecord,
  action: string,
  event: string,
): OpenAction => {
  const now = cloud.now();
  const entry: ServerAction = {
    action,
    requestId: call.requestId,
    userId: call.token.userId,
    projectId: call.token.projectId,
    startedAt: now,
    updatedAt: now,
    message: null,
    events: [{ event, startedAt: now, finishedAt: null, result: null }],
  };
  setServer(cloud, server, { actions: [entry, ...server.actions] });
  return {
    finish: (result) => {
      const finishedAt = cloud.now();
      entry.updatedAt = finishedAt;
      entry.message = result === 'Error' ? 'Error' : null;
      for (const one of entry.events) Object.assign(one, { finishedAt, result });
      setServer(cloud, server, {});
    },
  };
};
