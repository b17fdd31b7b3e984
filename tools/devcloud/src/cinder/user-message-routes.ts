import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { listCollection } from './collection.js';
import type { UserMessageRecord } from './records.js';
import { userMessageView } from './view.js';

const valueOf = (message: UserMessageRecord, key: string): unknown =>
  ({ ...message, resource_uuid: message.resourceId, resource_type: message.resourceType, created_at: message.createdAt })[key];

/** What Cinder tells of failures, from 3.3 on, and filtered from 3.5 on. */
export const addUserMessageRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  router.on('GET', '/messages', (call) => {
    if (call.minor < 5) throw new Problem(404, 'Devcloud lists messages from 3.5 on.');
    return listCollection(cloud, call, {
      name: 'messages',
      path: 'messages',
      filters: ['resource_uuid', 'resource_type', 'event_id', 'request_id', 'message_level'],
      all: () => cloud.tables.userMessages.all(),
      valueOf,
      view: (message) => userMessageView(cloud, call, message),
    });
  });
};
