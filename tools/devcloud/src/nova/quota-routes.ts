import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { quotasOf, resetQuotas, updateQuotas } from '../state/quotas.js';
import type { NovaCall } from './nova-call.js';
import { usageOf } from './usage.js';

const kept = {
  instances: 10,
  cores: 20,
  ram: 51_200,
  metadata_items: 128,
  key_pairs: 100,
  server_groups: 10,
  server_group_members: 10,
} as const;
const untilMinor36 = { floating_ips: -1, fixed_ips: -1, security_groups: -1, security_group_rules: -1 } as const;
const untilMinor57 = { injected_files: 5, injected_file_content_bytes: 10_240, injected_file_path_bytes: 255 } as const;
const defaults = { ...kept, ...untilMinor36, ...untilMinor57 };

const namesAt = (minor: number): string[] => [
  ...Object.keys(kept),
  ...(minor < 36 ? Object.keys(untilMinor36) : []),
  ...(minor < 57 ? Object.keys(untilMinor57) : []),
];

const limits = (cloud: Cloud, projectId: string): object => {
  const quotas = quotasOf(cloud, 'compute', projectId, defaults);
  const used = usageOf(cloud, projectId);
  return {
    limits: {
      rate: [],
      absolute: {
        maxTotalInstances: quotas['instances'],
        maxTotalCores: quotas['cores'],
        maxTotalRAMSize: quotas['ram'],
        maxServerMeta: quotas['metadata_items'],
        maxImageMeta: quotas['metadata_items'],
        maxPersonality: quotas['injected_files'],
        maxPersonalitySize: quotas['injected_file_content_bytes'],
        maxTotalKeypairs: quotas['key_pairs'],
        maxServerGroups: quotas['server_groups'],
        maxServerGroupMembers: quotas['server_group_members'],
        maxTotalFloatingIps: quotas['floating_ips'],
        maxSecurityGroups: quotas['security_groups'],
        maxSecurityGroupRules: quotas['security_group_rules'],
        totalRAMUsed: used['ram'],
        totalCoresUsed: used['cores'],
        totalInstancesUsed: used['instances'],
        totalFloatingIpsUsed: 0,
        totalSecurityGroupsUsed: 0,
        totalServerGroupsUsed: used['server_groups'],
      },
    },
  };
};

export const addQuotaRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const refuse = (call: NovaCall, id: string, action: string, own: boolean): void => {
    if (!isAdmin(call.token) && !(own && id === call.token.projectId))
      throw new Problem(403, `Policy doesn't allow os_compute_api:os-quota-sets:${action} to be performed.`);
  };
  const shown = (call: NovaCall, quotas: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(namesAt(call.minor).map((name) => [name, quotas[name]]));
  router
    .on('GET', '/limits', (call) => ({ status: 200, body: limits(cloud, call.token.projectId) }))
    .on('GET', '/os-quota-sets/:id', (call, { id = '' }) => {
      refuse(call, id, 'show', true);
      return { status: 200, body: { quota_set: { id, ...shown(call, quotasOf(cloud, 'compute', id, defaults)) } } };
    })
    .on('GET', '/os-quota-sets/:id/defaults', (call, { id = '' }) => ({
      status: 200,
      body: { quota_set: { id, ...shown(call, defaults) } },
    }))
    .on('GET', '/os-quota-sets/:id/detail', (call, { id = '' }) => {
      refuse(call, id, 'detail', true);
      const used = usageOf(cloud, id);
      const detailed = Object.entries(quotasOf(cloud, 'compute', id, defaults)).map(([name, limit]) => [
        name,
        { limit, in_use: used[name] ?? 0, reserved: 0 },
      ]);
      return {
        status: 200,
        body: { quota_set: { id, ...shown(call, Object.fromEntries(detailed) as Record<string, unknown>) } },
      };
    })
    .on('PUT', '/os-quota-sets/:id', async (call, { id = '' }) => {
      refuse(call, id, 'update', false);
      return {
        status: 200,
        body: { quota_set: shown(call, await updateQuotas(cloud, call, 'quota_set', id, defaults)) },
      };
    })
    .on('DELETE', '/os-quota-sets/:id', (call, { id = '' }) => {
      refuse(call, id, 'delete', false);
      resetQuotas(cloud, 'compute', id);
      return { status: 202 };
    });
};
