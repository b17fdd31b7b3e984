import type { Answer, Call } from '../http/call.js';
import { type Problem, titleOf } from '../http/problem.js';
import { Router } from '../http/router.js';
import type { Service } from '../http/service.js';
import type { Cloud } from '../state/cloud.js';
import { addCredentialRoutes } from './credential-routes.js';
import { addProjectRoutes } from './project-routes.js';
import { addTokenRoutes } from './token-routes.js';
import { addTrustRoutes } from './trust-routes.js';

const version = (cloud: Cloud): object => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${cloud.url}/identity/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});

/** The body of Keystone's errors, which the token middleware of other services also answers with. */
export const keystoneError = (problem: Problem): Answer => ({
  status: problem.status,
  headers: { ...problem.details.headers },
  body: { error: { code: problem.status, message: problem.message, title: titleOf(problem.status) } },
});

/** Identity v3. */
export const createKeystone = (cloud: Cloud): Service => {
  const router = new Router<Call>()
    .on('GET', '/', () => ({
      status: 300,
      headers: { Location: `${cloud.url}/identity/v3/` },
      body: { versions: { values: [version(cloud)] } },
    }))
    .on('GET', '/v3', () => ({ status: 200, body: { version: version(cloud) } }));
  addTokenRoutes(router, cloud);
  addProjectRoutes(router, cloud);
  addCredentialRoutes(router, cloud);
  addTrustRoutes(router, cloud);
  return {
    name: 'identity',
    prefix: '/identity',
    handle: (call) => router.handle(call),
    answerTo: keystoneError,
    headers: (call) => ({ Vary: 'X-Auth-Token', 'x-openstack-request-id': call.requestId }),
  };
};
