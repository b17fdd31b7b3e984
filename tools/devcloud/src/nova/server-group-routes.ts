import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { ServerGroupRecord } from './records.js';

const policy = z.enum(['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity']);
const creation = z.object({
  server_group: z.object({
    name: z.string().min(1).max(255),
    policies: z.array(policy).length(1).optional(),
    policy: policy.optional(),
    rules: z.record(z.string(), z.coerce.number()).optional(),
  }),
});

export const addServerGroupRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const groups = cloud.tables.serverGroups;
  const view = ({ minor }: NovaCall, group: ServerGroupRecord): object => ({
    id: group.id,
    name: group.name,
    members: cloud.tables.servers.filter(({ serverGroupId }) => serverGroupId === group.id).map(({ id }) => id),
    ...(minor >= 13 && { project_id: group.projectId, user_id: group.userId }),
    ...(minor >= 64 ? { policy: group.policy, rules: group.rules } : { policies: [group.policy], metadata: {} }),
  });
  const find = (call: NovaCall, id: string): ServerGroupRecord => {
    const group = groups.get(id);
    if (group?.projectId !== call.token.projectId) throw new Problem(404, `Instance group ${id} could not be found.`);
    return group;
  };
  router
    .on('POST', '/os-server-groups', async (call) => {
      const { server_group: asked } = await readJson(call, creation);
      const wanted = call.minor >= 64 ? asked.policy : asked.policies?.[0];
      if (wanted === undefined)
        throw new Problem(
          400,
          `Invalid input for field/attribute server_group. '${call.minor >= 64 ? 'policy' : 'policies'}' is a required property`,
        );
      const { projectId, userId } = call.token;
      const group = groups.insert({
        id: randomUUID(),
        projectId,
        userId,
        name: asked.name,
        policy: wanted,
        rules: asked.rules ?? {},
      });
      return { status: 200, body: { server_group: view(call, group) } };
    })
    .on('GET', '/os-server-groups', (call) => ({
      status: 200,
      body: {
        server_groups: groups
          .filter(({ projectId }) => projectId === call.token.projectId)
          .map((group) => view(call, group)),
      },
    }))
    .on('GET', '/os-server-groups/:id', (call, { id = '' }) => ({
      status: 200,
      body: { server_group: view(call, find(call, id)) },
    }))
    .on('DELETE', '/os-server-groups/:id', (call, { id = '' }) => {
      groups.delete(find(call, id).id);
      return { status: 204 };
    });
};
