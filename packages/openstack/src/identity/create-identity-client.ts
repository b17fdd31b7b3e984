import { path } from '../http/path.js';
import { serviceClient, type ServiceCaller } from '../session/service-client.js';
import type { IdentityClient } from './identity-client.js';

export function createIdentityClient(caller: ServiceCaller): IdentityClient {
  const keystone = serviceClient(caller, 'identity');
  return {
    listProjects: (options) => keystone.list('/auth/projects', 'projects', options),
    showProject: async (id, options) => keystone.get(path`/projects/${id}`, 'project', options),
    updateProject: async (id, changes, options) =>
      keystone.send('PATCH', path`/projects/${id}`, { project: changes }, 'project', { ...options, idempotent: true }),
  };
}
