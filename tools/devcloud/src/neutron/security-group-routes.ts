import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Router } from '../http/router.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { badRequest, conflict, notFound } from './problems.js';
import type { SecurityGroupRecord, SecurityGroupRuleRecord } from './records.js';
import { addResourceRoutes, type NeutronCall, own, type Resource, visible } from './resource.js';
import { insertRule, insertSecurityGroup } from './security-groups.js';
import { ruleView, securityGroupView } from './view.js';
import { requireQuota } from './quota-checks.js';

const groupBody = z.object({
  security_group: z.object({ name: z.string().max(255).optional(), description: z.string().max(255).optional() }),
});
const ruleBody = z.object({
  security_group_rule: z.object({
    security_group_id: z.string(),
    direction: z.enum(['ingress', 'egress']),
    ethertype: z.enum(['IPv4', 'IPv6']).optional(),
    protocol: z.union([z.string(), z.number()]).nullish(),
    port_range_min: z.number().int().nullish(),
    port_range_max: z.number().int().nullish(),
    remote_ip_prefix: z.string().nullish(),
    remote_group_id: z.string().nullish(),
    description: z.string().nullish(),
  }),
});

const mine = (record: { readonly projectId: string }, token: ScopedToken): boolean =>
  record.projectId === token.projectId || isAdmin(token);

const sameRule = (one: SecurityGroupRuleRecord, other: Partial<SecurityGroupRuleRecord>): boolean =>
  (
    [
      'securityGroupId',
      'direction',
      'ethertype',
      'protocol',
      'portMin',
      'portMax',
      'remotePrefix',
      'remoteGroupId',
    ] as const
  ).every((key) => one[key] === (other[key] ?? null));

export const addSecurityGroupRoutes = (router: Router<NeutronCall>, cloud: Cloud): void => {
  const { securityGroups: groups, securityGroupRules: rules, ports } = cloud.tables;
  const view = (group: SecurityGroupRecord): Record<string, unknown> => securityGroupView(cloud, group);
  const groupResource: Resource<SecurityGroupRecord> = {
    singular: 'security_group',
    path: 'security-groups',
    all: () => groups.all(),
    isVisible: mine,
    isOwn: mine,
    notFound: notFound.securityGroup,
    view,
    save: (group, changes) => groups.save(group, changes),
    remove: ({ id, name }) => {
      if (name === 'default')
        throw conflict('Insufficient rights for removing default security group.', 'SecurityGroupCannotRemoveDefault');
      if (ports.all().some(({ securityGroups }) => securityGroups.includes(id)))
        throw conflict(`Security Group ${id} in use.`, 'SecurityGroupInUse');
      for (const rule of rules.filter(({ securityGroupId }) => securityGroupId === id)) rules.delete(rule.id);
      groups.delete(id);
    },
  };
  const ruleResource: Resource<SecurityGroupRuleRecord> = {
    singular: 'security_group_rule',
    path: 'security-group-rules',
    all: () => rules.all(),
    isVisible: mine,
    isOwn: mine,
    notFound: notFound.securityGroupRule,
    view: (rule) => ruleView(rule),
    save: (rule, changes) => rules.save(rule, changes),
    remove: ({ id }) => rules.delete(id),
  };
  const addRule = async (call: NeutronCall): Promise<SecurityGroupRuleRecord> => {
    const { security_group_rule: asked } = await readJson(call, ruleBody);
    const group = visible(groupResource, call, asked.security_group_id);
    const fields = {
      direction: asked.direction,
      ethertype: asked.ethertype ?? 'IPv4',
      protocol: asked.protocol == null ? null : String(asked.protocol),
      portMin: asked.port_range_min ?? null,
      portMax: asked.port_range_max ?? null,
      remotePrefix: asked.remote_ip_prefix ?? null,
      remoteGroupId: asked.remote_group_id ?? null,
      description: asked.description ?? '',
    };
    const same = rules.all().find((rule) => sameRule(rule, { ...fields, securityGroupId: group.id }));
    if (same !== undefined)
      throw conflict(`Security group rule already exists. Rule id is ${same.id}.`, 'SecurityGroupRuleExists');
    return insertRule(cloud, group, fields);
  };
  router
    .on('POST', '/v2.0/security-groups', async (call) => {
      const { security_group: asked } = await readJson(call, groupBody);
      if (asked.name === 'default')
        throw conflict('Default security group already exists.', 'SecurityGroupDefaultAlreadyExists');
      if (asked.name === undefined)
        throw badRequest("Failed to parse request. Required attribute 'name' not specified");
      requireQuota(cloud, call.token.projectId, 'security_group');
      const group = insertSecurityGroup(cloud, call.token.projectId, asked.name, asked.description ?? '');
      return { status: 201, body: { security_group: view(group) } };
    })
    .on('PUT', '/v2.0/security-groups/:id', async (call, { id = '' }) => {
      const group = own(groupResource, call, id);
      const { security_group: asked } = await readJson(call, groupBody);
      const { name = group.name, description = group.description } = asked;
      groups.save(group, { name, description, updatedAt: cloud.now(), revision: group.revision + 1 });
      return { status: 200, body: { security_group: view(group) } };
    })
    .on('POST', '/v2.0/security-group-rules', async (call) => ({
      status: 201,
      body: { security_group_rule: ruleView(await addRule(call)) },
    }));
  addResourceRoutes(router, cloud, groupResource);
  addResourceRoutes(router, cloud, ruleResource);
};
