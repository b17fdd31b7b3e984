import type { Answer } from '../http/call.js';
import type { Problem } from '../http/problem.js';
import { Router } from '../http/router.js';
import type { Service } from '../http/service.js';
import { keystoneError } from '../keystone/keystone.js';
import { scopedCallerOf } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { addNetworkRoutes } from './network-routes.js';
import { addPortRoutes } from './port-routes.js';
import { addQuotaRoutes } from './quota-routes.js';
import type { NeutronCall } from './resource.js';
import { addSecurityGroupRoutes } from './security-group-routes.js';
import { addSubnetRoutes } from './subnet-routes.js';

const neutronError = ({ status, message, details }: Problem): Answer => ({
  status,
  headers: { ...details.headers },
  body: {
    NeutronError: { type: details.type ?? (status === 404 ? 'HTTPNotFound' : 'HTTPBadRequest'), message, detail: '' },
  },
});

const versions = (cloud: Cloud): object => ({
  versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: `${cloud.url}/network/v2.0/` }] }],
});

/** Networking v2.0. */
export const createNeutron = (cloud: Cloud): Service => {
  const router = new Router<NeutronCall>();
  addNetworkRoutes(router, cloud);
  addSubnetRoutes(router, cloud);
  addPortRoutes(router, cloud);
  addSecurityGroupRoutes(router, cloud);
  addQuotaRoutes(router, cloud);
  router.on('GET', '/v2.0/extensions', () => ({ status: 200, body: { extensions: [] } }));
  return {
    name: 'network',
    prefix: '/network',
    handle: async (call) => {
      if (call.path === '/') return { status: 200, body: versions(cloud) };
      const token = scopedCallerOf(cloud, call);
      return router.handle({ ...call, token, path: call.path.replace(/\.json$/, '') });
    },
    answerTo: (problem) => (problem.status === 401 ? keystoneError(problem) : neutronError(problem)),
    headers: (call) => ({ 'X-Openstack-Request-Id': call.requestId }),
  };
};
