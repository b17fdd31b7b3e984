import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { ApplicationCredentialRecord } from './records.js';
import { callerOf, roleViews } from './tokens.js';

const creation = z.object({
  application_credential: z.object({
    name: z.string().min(1),
    description: z.string().nullish(),
    secret: z.string().min(1).nullish(),
    roles: z.array(z.object({ id: z.string().optional(), name: z.string().optional() })).optional(),
    expires_at: z.iso.datetime({ local: true, offset: true }).nullish(),
    unrestricted: z.boolean().optional(),
  }),
});

const view = (cloud: Cloud, credential: ApplicationCredentialRecord): object => ({
  id: credential.id,
  name: credential.name,
  description: credential.description,
  project_id: credential.projectId,
  user_id: credential.userId,
  system: null,
  expires_at: credential.expiresAt === null ? null : new Date(credential.expiresAt).toISOString().replace('Z', '000'),
  unrestricted: credential.unrestricted,
  roles: roleViews(cloud, credential.roles).map((role) => ({
    ...role,
    domain_id: null,
    description: null,
    options: { immutable: true },
  })),
  links: { self: `${cloud.url}/identity/v3/users/${credential.userId}/application_credentials/${credential.id}` },
});

const expiryOf = (text: string | null | undefined): number | null => {
  if (text == null) return null;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
};

export const addCredentialRoutes = (router: Router<Call>, cloud: Cloud): void => {
  const table = cloud.tables.applicationCredentials;
  const ownCaller = (call: Call, userId: string, action: string): ReturnType<typeof callerOf> => {
    const caller = callerOf(cloud, call);
    if (caller.userId !== userId)
      throw new Problem(403, `You are not authorized to perform the requested action: identity:${action}.`);
    return caller;
  };
  const find = (userId: string, id: string): ApplicationCredentialRecord => {
    const found = table.get(id);
    if (found?.userId !== userId) throw new Problem(404, `Could not find Application Credential: ${id}.`);
    return found;
  };
  const base = '/v3/users/:userId/application_credentials';
  router
    .on('POST', base, async (call, { userId = '' }) => {
      const caller = ownCaller(call, userId, 'create_application_credential');
      if (caller.projectId === null) throw new Problem(400, 'Application credentials need a project-scoped token.');
      const { application_credential: asked } = await readJson(call, creation);
      const wanted = asked.roles?.map(({ id, name }) =>
        roleViews(cloud, caller.roles).find((role) => role.id === id || role.name === name),
      );
      if (wanted?.includes(undefined) === true)
        throw new Problem(400, 'Could not find role assignment for the application credential.');
      const credential = table.insert({
        id: randomBytes(16).toString('hex'),
        name: asked.name,
        description: asked.description ?? null,
        secret: asked.secret ?? randomBytes(64).toString('base64url'),
        userId,
        projectId: caller.projectId,
        roles: caller.roles.filter((name) => wanted?.some((role) => role?.name === name) ?? true),
        expiresAt: expiryOf(asked.expires_at),
        unrestricted: asked.unrestricted ?? false,
      });
      return {
        status: 201,
        body: { application_credential: { ...view(cloud, credential), secret: credential.secret } },
      };
    })
    .on('GET', base, (call, { userId = '' }) => {
      ownCaller(call, userId, 'list_application_credentials');
      const all = table.filter((credential) => credential.userId === userId);
      const links = { self: `${cloud.url}/identity${call.path}`, next: null, previous: null };
      return {
        status: 200,
        body: { application_credentials: all.map((credential) => view(cloud, credential)), links },
      };
    })
    .on('GET', `${base}/:id`, (call, { userId = '', id = '' }) => {
      ownCaller(call, userId, 'get_application_credential');
      return { status: 200, body: { application_credential: view(cloud, find(userId, id)) } };
    })
    .on('DELETE', `${base}/:id`, (call, { userId = '', id = '' }) => {
      ownCaller(call, userId, 'delete_application_credential');
      table.delete(find(userId, id).id);
      for (const token of cloud.tables.tokens.filter((one) => one.applicationCredentialId === id))
        cloud.tables.tokens.delete(token.id);
      return { status: 204 };
    });
};
