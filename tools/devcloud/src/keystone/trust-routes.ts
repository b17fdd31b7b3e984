import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { TrustRecord } from './records.js';
import { callerOf, isAdmin, roleViews } from './tokens.js';

const creation = z.object({
  trust: z.object({
    trustor_user_id: z.string(),
    trustee_user_id: z.string(),
    project_id: z.string(),
    impersonation: z.boolean(),
    roles: z.array(z.object({ id: z.string().optional(), name: z.string().optional() })),
    expires_at: z.iso.datetime().nullish(),
  }),
});

const view = (cloud: Cloud, trust: TrustRecord): object => ({
  roles: roleViews(cloud, trust.roles).map((role) => ({
    ...role,
    domain_id: null,
    description: null,
    options: { immutable: true },
    links: { self: `${cloud.url}/identity/v3/roles/${role.id}` },
  })),
  id: trust.id,
  trustor_user_id: trust.trustorUserId,
  trustee_user_id: trust.trusteeUserId,
  project_id: trust.projectId,
  impersonation: trust.impersonation,
  expires_at: trust.expiresAt === null ? null : new Date(trust.expiresAt).toISOString(),
  remaining_uses: null,
  deleted_at: null,
  redelegated_trust_id: null,
  redelegation_count: 0,
  roles_links: { self: `${cloud.url}/identity/v3/${trust.id}/roles`, next: null, previous: null },
  links: { self: `${cloud.url}/identity/v3/OS-TRUST/trusts/${trust.id}` },
});

export const addTrustRoutes = (router: Router<Call>, cloud: Cloud): void => {
  const { trusts, users } = cloud.tables;
  const find = (call: Call, id: string): TrustRecord => {
    const { userId, ...caller } = callerOf(cloud, call);
    const trust = trusts.get(id);
    const mine = trust?.trustorUserId === userId || trust?.trusteeUserId === userId;
    if (trust === undefined || (!mine && !isAdmin({ userId, ...caller })))
      throw new Problem(404, `Could not find trust: ${id}.`);
    return trust;
  };
  router
    .on('POST', '/v3/OS-TRUST/trusts', async (call) => {
      const caller = callerOf(cloud, call);
      const { trust: asked } = await readJson(call, creation);
      if (asked.trustor_user_id !== caller.userId || asked.project_id !== caller.projectId)
        throw new Problem(403, 'You are not authorized to perform the requested action: identity:create_trust.');
      if (users.get(asked.trustee_user_id) === undefined)
        throw new Problem(404, `Could not find user: ${asked.trustee_user_id}.`);
      const known = roleViews(cloud, caller.roles);
      const trust = trusts.insert({
        id: randomBytes(16).toString('hex'),
        trustorUserId: caller.userId,
        trusteeUserId: asked.trustee_user_id,
        projectId: asked.project_id,
        impersonation: asked.impersonation,
        roles: caller.roles.filter((name, index) =>
          asked.roles.some((role) => role.name === name || role.id === known[index]?.id),
        ),
        expiresAt: asked.expires_at == null ? null : Date.parse(asked.expires_at),
      });
      return { status: 201, body: { trust: view(cloud, trust) } };
    })
    .on('GET', '/v3/OS-TRUST/trusts/:id', (call, { id = '' }) => ({
      status: 200,
      body: { trust: view(cloud, find(call, id)) },
    }))
    .on('DELETE', '/v3/OS-TRUST/trusts/:id', (call, { id = '' }) => {
      trusts.delete(find(call, id).id);
      for (const token of cloud.tables.tokens.filter(({ trustId }) => trustId === id))
        cloud.tables.tokens.delete(token.id);
      return { status: 204 };
    });
};
