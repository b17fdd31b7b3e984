import type { Devcloud } from '@karbor/devcloud';
import type { CloudConfig } from '@karbor/openstack';

/** How the user `demo` reaches a cloud at an address. `timeout`: milliseconds after which an answer is not waited for. */
export function cloudConfig(cloud: Devcloud, url: string, timeout?: number): CloudConfig {
  const { auth } = cloud.cloudConfig('demo');
  const domainId = 'default';
  return {
    authUrl: auth.auth_url.replace(cloud.url, url),
    auth: { type: 'password', user: { name: auth.username, domainId }, password: auth.password },
    project: { name: auth.project_name, domainId },
    timeout,
  };
}
