import type { Call } from '../http/call.js';
import { type MicroversionRange, minorVersionOf } from '../http/microversion.js';
import { openstackFault } from '../http/openstack-fault.js';
import { Problem } from '../http/problem.js';
import { Router } from '../http/router.js';
import type { Service } from '../http/service.js';
import { keystoneError } from '../keystone/keystone.js';
import { scopedCallerOf } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { addAttachmentRoutes } from './attachment-routes.js';
import { addBackupRoutes } from './backup-routes.js';
import type { CinderCall } from './cinder-call.js';
import { addEncryptionRoutes } from './encryption-routes.js';
import { addGroupRoutes } from './group-routes.js';
import { addGroupSnapshotRoutes } from './group-snapshot-routes.js';
import { addGroupTypeRoutes } from './group-type-routes.js';
import { addQuotaRoutes } from './quota-routes.js';
import { addServiceRoutes } from './service-routes.js';
import { addSnapshotRoutes } from './snapshot-routes.js';
import { addUserMessageRoutes } from './user-message-routes.js';
import { addVolumeActionRoutes } from './volume-action-routes.js';
import { addVolumeRoutes } from './volume-routes.js';
import { addVolumeTypeRoutes } from './volume-type-routes.js';

const range: MicroversionRange = { service: 'volume', major: 3, minimum: 0, maximum: 70 };

const versions = (cloud: Cloud): object => ({
  versions: [
    {
      id: 'v3.0',
      status: 'CURRENT',
      version: '3.70',
      min_version: '3.0',
      updated: '2022-08-31T00:00:00Z',
      links: [
        { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
        { rel: 'self', href: `${cloud.url}/volume/v3/` },
      ],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.volume+json;version=3' }],
    },
  ],
});

/** The path below `/v3` and its project, which must be the caller's. */
const withoutProject = (call: Call, projectId: string, admin: boolean): string => {
  const [, project, rest] = /^\/v3\/([0-9a-f]{32})(\/.*)?$/.exec(call.path) ?? [];
  if (project === undefined) return call.path.replace(/^\/v3/, '');
  if (project !== projectId && !admin) throw new Problem(400, 'Malformed request url');
  return rest ?? '/';
};

const headersOf = (call: Call): Record<string, string> => {
  const ids = {
    'Content-Type': 'application/json',
    'X-Compute-Request-Id': call.requestId,
    'X-Openstack-Request-Id': call.requestId,
  };
  try {
    return {
      ...ids,
      'Openstack-Api-Version': `volume 3.${minorVersionOf(call, range)}`,
      Vary: 'OpenStack-API-Version',
    };
  } catch {
    return { ...ids, Vary: 'OpenStack-API-Version' };
  }
};

/** Block storage v3. */
export const createCinder = (cloud: Cloud): Service => {
  const router = new Router<CinderCall>();
  for (const add of [
    addVolumeRoutes,
    addVolumeActionRoutes,
    addSnapshotRoutes,
    addBackupRoutes,
    addAttachmentRoutes,
    addGroupTypeRoutes,
    addGroupRoutes,
    addGroupSnapshotRoutes,
    addVolumeTypeRoutes,
    addEncryptionRoutes,
    addUserMessageRoutes,
    addQuotaRoutes,
    addServiceRoutes,
  ])
    add(router, cloud);
  return {
    name: 'volume',
    prefix: '/volume',
    handle: async (call) => {
      if (call.path === '/') return { status: 300, body: versions(cloud) };
      if (/^\/v3\/?$/.test(call.path)) return { status: 200, body: versions(cloud) };
      const minor = minorVersionOf(call, range);
      const token = scopedCallerOf(cloud, call);
      const path = withoutProject(call, token.projectId, token.roles.includes('admin'));
      return router.handle({ ...call, path, token, minor });
    },
    answerTo: (problem) =>
      problem.status === 401 ? keystoneError(problem) : openstackFault(problem, 'application/json'),
    headers: headersOf,
  };
};
