import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { quotasOf, resetQuotas, updateQuotas } from '../state/quotas.js';
import type { NeutronCall } from './resource.js';

const defaults = {
  network: 100,
  subnet: 100,
  subnetpool: -1,
  port: 500,
  router: 10,
  floatingip: 50,
  rbac_policy: 10,
  security_group: 10,
  security_group_rule: 100,
} as const;

export const addQuotaRoutes = (router: Router<NeutronCall>, cloud: Cloud): void => {
  const refuse = (call: NeutronCall, id: string, write: boolean): void => {
    if (!isAdmin(call.token) && (write || id !== call.token.projectId))
      throw new Problem(403, `(rule:${write ? 'update' : 'get'}_quota) is disallowed by policy`, {
        type: 'PolicyNotAuthorized',
      });
  };
  router
    .on('GET', '/v2.0/quotas/:id', (call, { id = '' }) => {
      refuse(call, id, false);
      return { status: 200, body: { quota: { ...quotasOf(cloud, 'network', id, defaults), project: id } } };
    })
    .on('GET', '/v2.0/quotas/:id/default', () => ({ status: 200, body: { quota: defaults } }))
    .on('PUT', '/v2.0/quotas/:id', async (call, { id = '' }) => {
      refuse(call, id, true);
      return { status: 200, body: { quota: await updateQuotas(cloud, call, 'quota', id, defaults) } };
    })
    .on('DELETE', '/v2.0/quotas/:id', (call, { id = '' }) => {
      refuse(call, id, true);
      resetQuotas(cloud, 'network', id);
      return { status: 204 };
    });
};
