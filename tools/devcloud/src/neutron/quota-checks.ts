import type { Cloud } from '../state/cloud.js';
import { enforcedQuota } from '../state/quotas.js';
import { conflict } from './problems.js';

const tables = {
  network: 'networks',
  subnet: 'subnets',
  port: 'ports',
  security_group: 'securityGroups',
} as const satisfies Record<string, keyof Cloud['tables']>;

/** A Problem 409 when one more of these is more than the project may have. */
export const requireQuota = (cloud: Cloud, projectId: string, what: keyof typeof tables): void => {
  const records: readonly { readonly projectId: string }[] = cloud.tables[tables[what]].all();
  const used = records.filter((one) => one.projectId === projectId).length;
  if (used + 1 > enforcedQuota(cloud, 'network', projectId, what))
    throw conflict(`Quota exceeded for resources: ['${what}'].`, 'OverQuota');
};
