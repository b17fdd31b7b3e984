import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { Cloud } from '../state/cloud.js';
import type { AssignmentRecord, ProjectRecord, RoleName, TokenRecord, UserRecord } from './records.js';

const domain = z.object({ id: z.string().optional(), name: z.string().optional() });
const reference = z.object({ id: z.string().optional(), name: z.string().optional(), domain: domain.optional() });

export const authenticationBody = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()),
      password: z.object({ user: reference.extend({ password: z.string() }) }).optional(),
      token: z.object({ id: z.string() }).optional(),
      application_credential: z
        .object({
          id: z.string().optional(),
          name: z.string().optional(),
          secret: z.string(),
          user: reference.optional(),
        })
        .optional(),
    }),
    scope: z
      .union([
        z.literal('unscoped'),
        z.object({
          project: reference.optional(),
          'OS-TRUST:trust': z.object({ id: z.string() }).optional(),
          system: z.unknown().optional(),
          domain: domain.optional(),
        }),
      ])
      .optional(),
  }),
});

type Authentication = z.infer<typeof authenticationBody>['auth'];

/** Who asks, with what roles and for which project; the token is made from it. */
export type Grant = Pick<
  TokenRecord,
  'methods' | 'userId' | 'projectId' | 'roles' | 'applicationCredentialId' | 'trustId'
>;

/** `path` is `/v3` when Keystone itself refuses, and empty when the token middleware of another service does. */
export const unauthorized = (cloud: Cloud, path = '/v3'): Problem =>
  new Problem(401, 'The request you have made requires authentication.', {
    headers: { 'WWW-Authenticate': `Keystone uri="${cloud.url}/identity${path}"` },
  });

const inDefaultDomain = ({ domain: given }: z.infer<typeof reference>): boolean =>
  given === undefined || given.id === 'default' || given.name === 'Default';

const findUser = (cloud: Cloud, user: z.infer<typeof reference>): UserRecord | undefined =>
  user.id === undefined
    ? cloud.tables.users.all().find(({ name }) => name === user.name && inDefaultDomain(user))
    : cloud.tables.users.get(user.id);

const findProject = (cloud: Cloud, project: z.infer<typeof reference>): ProjectRecord | undefined =>
  project.id === undefined
    ? cloud.tables.projects.all().find(({ name }) => name === project.name && inDefaultDomain(project))
    : cloud.tables.projects.get(project.id);

export const assignmentOf = (cloud: Cloud, userId: string, projectId: string): AssignmentRecord | undefined =>
  cloud.tables.assignments.get(`${projectId}#${userId}`);

const scopeTo = (
  cloud: Cloud,
  userId: string,
  project: ProjectRecord | undefined,
): { projectId: string; roles: readonly RoleName[] } => {
  const assignment = project && assignmentOf(cloud, userId, project.id);
  if (assignment === undefined || project?.enabled !== true) throw unauthorized(cloud);
  return { projectId: project.id, roles: assignment.roles };
};

const byApplicationCredential = (cloud: Cloud, auth: Authentication): Grant => {
  const given = auth.identity.application_credential;
  const user = given?.user && findUser(cloud, given.user);
  const credential = cloud.tables.applicationCredentials
    .all()
    .find(
      ({ id, name, userId }) =>
        id === given?.id || (given?.name !== undefined && name === given.name && userId === user?.id),
    );
  if (credential === undefined) throw new Problem(404, `Could not find Application Credential: ${given?.id ?? given?.name ?? ''}.`);
  const expired = credential.expiresAt != null && credential.expiresAt <= cloud.now();
  if (expired || credential.secret !== given?.secret) throw unauthorized(cloud);
  const { userId, projectId, roles, id } = credential;
  scopeTo(cloud, userId, cloud.tables.projects.get(projectId));
  return { methods: ['application_credential'], userId, projectId, roles, applicationCredentialId: id };
};

const byTrust = (cloud: Cloud, userId: string, trustId: string, methods: readonly string[]): Grant => {
  const trust = cloud.tables.trusts.get(trustId);
  if (trust?.trusteeUserId !== userId || (trust.expiresAt !== null && trust.expiresAt <= cloud.now()))
    throw unauthorized(cloud);
  const acting = trust.impersonation ? trust.trustorUserId : trust.trusteeUserId;
  return { methods, userId: acting, projectId: trust.projectId, roles: trust.roles, trustId };
};

const identify = (cloud: Cloud, auth: Authentication): { userId: string; methods: readonly string[] } => {
  const { methods, password, token } = auth.identity;
  if (methods.includes('password') && password !== undefined) {
    const user = findUser(cloud, password.user);
    if (user === undefined || user.password !== password.user.password) throw unauthorized(cloud);
    return { userId: user.id, methods: ['password'] };
  }
  const old = methods.includes('token') && token !== undefined ? cloud.tables.tokens.get(token.id) : undefined;
  if (old === undefined || old.expiresAt <= cloud.now()) throw unauthorized(cloud);
  return { userId: old.userId, methods: [...new Set([...old.methods, 'token'])] };
};

/** Checks credentials; a Problem 401 that does not tell which part was wrong. */
export const authenticate = (cloud: Cloud, auth: Authentication): Grant => {
  if (auth.identity.methods.includes('application_credential')) return byApplicationCredential(cloud, auth);
  const { userId, methods } = identify(cloud, auth);
  const scope = auth.scope === 'unscoped' ? undefined : auth.scope;
  const trust = scope?.['OS-TRUST:trust'];
  if (trust !== undefined) return byTrust(cloud, userId, trust.id, methods);
  if (scope?.project !== undefined)
    return { userId, methods, ...scopeTo(cloud, userId, findProject(cloud, scope.project)) };
  const preferred = auth.scope === undefined ? cloud.tables.users.get(userId)?.defaultProjectId : null;
  if (preferred == null) return { userId, methods, projectId: null, roles: [] };
  return { userId, methods, ...scopeTo(cloud, userId, cloud.tables.projects.get(preferred)) };
};
