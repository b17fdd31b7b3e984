import { randomUUID } from 'node:crypto';
import type { Cloud } from '../state/cloud.js';
import type { SecurityGroupRecord, SecurityGroupRuleRecord } from './records.js';

export type RuleFields = Pick<SecurityGroupRuleRecord, 'direction' | 'ethertype'> &
  Partial<
    Pick<SecurityGroupRuleRecord, 'protocol' | 'portMin' | 'portMax' | 'remotePrefix' | 'remoteGroupId' | 'description'>
  >;

export const insertRule = (cloud: Cloud, group: SecurityGroupRecord, fields: RuleFields): SecurityGroupRuleRecord => {
  const now = cloud.now();
  const numbers = cloud.tables.securityGroupRules.all().map(({ number }) => number);
  return cloud.tables.securityGroupRules.insert({
    id: randomUUID(),
    projectId: group.projectId,
    securityGroupId: group.id,
    createdAt: now,
    updatedAt: now,
    revision: 0,
    tags: [],
    description: null,
    protocol: null,
    portMin: null,
    portMax: null,
    remotePrefix: null,
    remoteGroupId: null,
    number: 1 + Math.max(9, ...numbers.slice(-1)),
    ...fields,
  });
};

/** With the rules that Neutron gives a new group: all egress; a project's `default` also lets its own members in. */
export const insertSecurityGroup = (
  cloud: Cloud,
  projectId: string,
  name: string,
  description: string,
): SecurityGroupRecord => {
  const now = cloud.now();
  const group = cloud.tables.securityGroups.insert({
    id: randomUUID(),
    projectId,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    tags: [],
    name,
    description,
    stateful: true,
  });
  for (const ethertype of ['IPv4', 'IPv6']) {
    if (name === 'default') insertRule(cloud, group, { direction: 'ingress', ethertype, remoteGroupId: group.id });
    insertRule(cloud, group, { direction: 'egress', ethertype });
  }
  return group;
};
