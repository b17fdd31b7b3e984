import { Problem } from '../http/problem.js';
import type { Cloud } from '../state/cloud.js';
import { enforcedQuota } from '../state/quotas.js';
import type { FlavorRecord } from './records.js';
import { flavorOf } from './servers.js';

/** What a project has, by the names of its quotas. */
export const usageOf = (cloud: Cloud, projectId: string): Record<string, number> => {
  const servers = cloud.tables.servers.filter((server) => server.projectId === projectId);
  const sum = (key: 'ram' | 'vcpus'): number =>
    servers.reduce((total, server) => total + (flavorOf(cloud, server)?.[key] ?? 0), 0);
  const groups = cloud.tables.serverGroups.filter((group) => group.projectId === projectId).length;
  return { instances: servers.length, cores: sum('vcpus'), ram: sum('ram'), server_groups: groups };
};

/** A Problem 403 when one more server of this flavor is more than the project may have. */
export const requireQuota = (cloud: Cloud, projectId: string, { vcpus, ram }: FlavorRecord): void => {
  const used = usageOf(cloud, projectId);
  const exceeded = Object.entries({ cores: vcpus, instances: 1, ram })
    .map(([name, wanted]) => ({
      name,
      wanted,
      used: used[name] ?? 0,
      limit: enforcedQuota(cloud, 'compute', projectId, name),
    }))
    .filter((one) => one.used + one.wanted > one.limit);
  if (exceeded.length === 0) return;
  const list = (key: 'name' | 'wanted' | 'used' | 'limit'): string => exceeded.map((one) => one[key]).join(', ');
  throw new Problem(
    403,
    `Quota exceeded for ${list('name')}: Requested ${list('wanted')}, but already used ${list('used')} of ${list('limit')} ${list('name')}`,
  );
};
