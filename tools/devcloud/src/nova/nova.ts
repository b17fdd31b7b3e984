import type { Call } from '../http/call.js';
import { type MicroversionRange, minorVersionOf } from '../http/microversion.js';
import { openstackFault } from '../http/openstack-fault.js';
import { Router } from '../http/router.js';
import type { Service } from '../http/service.js';
import { keystoneError } from '../keystone/keystone.js';
import { scopedCallerOf } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { addActionRoutes } from './action-routes.js';
import { addFlavorRoutes } from './flavor-routes.js';
import { addInterfaceRoutes } from './interface-routes.js';
import { addKeypairRoutes } from './keypair-routes.js';
import { addLabelRoutes } from './label-routes.js';
import type { NovaCall } from './nova-call.js';
import { addQuotaRoutes } from './quota-routes.js';
import { addServerActionRoutes } from './server-action-routes.js';
import { addServerGroupRoutes } from './server-group-routes.js';
import { addServerRoutes } from './server-routes.js';
import { addVolumeAttachmentRoutes } from './volume-attachment-routes.js';

const rangeOf = ({ computeMinor: maximum }: Cloud): MicroversionRange => ({
  service: 'compute',
  major: 2,
  minimum: 1,
  maximum,
  legacyHeader: 'x-openstack-nova-api-version',
});

const version = (cloud: Cloud): object => ({
  id: 'v2.1',
  status: 'CURRENT',
  version: `2.${cloud.computeMinor}`,
  min_version: '2.1',
  updated: '2013-07-23T11:33:21Z',
  links: [{ rel: 'self', href: `${cloud.url}/compute/v2.1/` }],
});

const headersOf = (range: MicroversionRange, call: Call): Record<string, string> => {
  const ids = {
    'Content-Type': 'application/json',
    'X-Openstack-Request-Id': call.requestId,
    'X-Compute-Request-Id': call.requestId,
  };
  const vary = { Vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version' };
  try {
    const minor = minorVersionOf(call, range);
    return {
      ...ids,
      ...vary,
      'Openstack-Api-Version': `compute 2.${minor}`,
      'X-Openstack-Nova-Api-Version': `2.${minor}`,
    };
  } catch {
    return { ...ids, ...vary };
  }
};

/** Compute v2.1. */
export const createNova = (cloud: Cloud): Service => {
  const range = rangeOf(cloud);
  const router = new Router<NovaCall>();
  for (const add of [
    addServerRoutes,
    addServerActionRoutes,
    addActionRoutes,
    addVolumeAttachmentRoutes,
    addInterfaceRoutes,
    addLabelRoutes,
    addFlavorRoutes,
    addKeypairRoutes,
    addQuotaRoutes,
    addServerGroupRoutes,
  ])
    add(router, cloud);
  router.on('GET', '/os-availability-zone', () => ({
    status: 200,
    body: {
      availabilityZoneInfo: cloud.zones.map((zoneName) => ({ zoneName, zoneState: { available: true }, hosts: null })),
    },
  }));
  return {
    name: 'compute',
    prefix: '/compute',
    handle: async (call) => {
      if (call.path === '/') return { status: 200, body: { versions: [version(cloud)] } };
      if (/^\/v2\.1\/?$/.test(call.path)) return { status: 200, body: { version: version(cloud) } };
      const minor = minorVersionOf(call, range);
      const token = scopedCallerOf(cloud, call);
      const path = call.path.replace(/^\/v2\.1(\/[0-9a-f]{32}(?=\/))?/, '');
      return router.handle({ ...call, path, token, minor });
    },
    answerTo: (problem) =>
      problem.status === 401 ? keystoneError(problem) : openstackFault(problem, 'application/json; charset=UTF-8'),
    headers: (call) => headersOf(range, call),
  };
};
