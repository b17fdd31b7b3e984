import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import { toMicroseconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { ServerAction, ServerRecord } from './records.js';
import { findServer } from './servers.js';
import { hostIdOf } from './view.js';

const view = (call: NovaCall, server: ServerRecord, action: ServerAction): object => ({
  action: action.action,
  instance_uuid: server.id,
  request_id: action.requestId,
  user_id: action.userId,
  project_id: action.projectId,
  start_time: toMicroseconds(action.startedAt),
  message: action.message,
  ...(call.minor >= 58 && { updated_at: toMicroseconds(action.updatedAt) }),
});

const eventViews = (cloud: Cloud, call: NovaCall, server: ServerRecord, action: ServerAction): object[] =>
  action.events.map(({ event, startedAt, finishedAt, result }) => ({
    event,
    start_time: toMicroseconds(startedAt),
    finish_time: finishedAt === null ? null : toMicroseconds(finishedAt),
    result,
    ...(isAdmin(call.token) && { traceback: null }),
    ...(call.minor >= 62 && { hostId: hostIdOf(cloud, server.projectId) }),
  }));

/** Who did what to a server, newest first. */
export const addActionRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const path = '/servers/:id/os-instance-actions';
  router
    .on('GET', path, (call, { id = '' }) => {
      const server = findServer(cloud, call.token, id);
      return { status: 200, body: { instanceActions: server.actions.map((action) => view(call, server, action)) } };
    })
    .on('GET', `${path}/:request`, (call, { id = '', request = '' }) => {
      const server = findServer(cloud, call.token, id);
      const action = server.actions.find(({ requestId }) => requestId === request);
      if (action === undefined) throw new Problem(404, `Action for request_id ${request} on instance ${id} not found`);
      const shown = call.minor >= 51 || isAdmin(call.token);
      const events = shown ? { events: eventViews(cloud, call, server, action) } : {};
      return { status: 200, body: { instanceAction: { ...view(call, server, action), ...events } } };
    });
};
