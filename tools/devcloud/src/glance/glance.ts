import type { Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import { Router } from '../http/router.js';
import type { Service } from '../http/service.js';
import { webobError } from '../http/webob-error.js';
import type { Cloud } from '../state/cloud.js';
import { addDataRoutes } from './data-routes.js';
import { addImageRoutes } from './image-routes.js';
import { addMemberRoutes } from './member-routes.js';

const minorVersions = [15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

const versions = (cloud: Cloud): object => ({
  versions: minorVersions.map((minor, index) => ({
    id: `v2.${minor}`,
    status: index === 0 ? 'CURRENT' : 'SUPPORTED',
    links: [{ rel: 'self', href: `${cloud.url}/image/v2/` }],
  })),
});

const middlewareMessage =
  'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong ' +
  'credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.';

/** Image v2. */
export const createGlance = (cloud: Cloud): Service => {
  const router = new Router<Call>()
    .on('GET', '/', () => ({ status: 300, body: versions(cloud) }))
    .on('GET', '/versions', () => ({ status: 200, body: versions(cloud) }));
  addImageRoutes(router, cloud);
  addDataRoutes(router, cloud);
  addMemberRoutes(router, cloud);
  return {
    name: 'image',
    prefix: '/image',
    handle: (call) => router.handle(call),
    answerTo: (problem, call) =>
      webobError(problem.status === 401 ? new Problem(401, middlewareMessage, problem.details) : problem, call),
    headers: (call) => ({ 'X-Openstack-Request-Id': call.requestId }),
  };
};
