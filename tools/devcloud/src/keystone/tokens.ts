import { randomBytes } from 'node:crypto';
import { type Call, header } from '../http/call.js';
import type { Cloud } from '../state/cloud.js';
import { type Grant, unauthorized } from './authentication.js';
import { catalogOf } from './catalog.js';
import type { RoleName, TokenRecord } from './records.js';

/** Of a scoped token: what the services other than Keystone need. */
export interface ScopedToken extends TokenRecord {
  readonly projectId: string;
}

const dropExpired = (cloud: Cloud): void => {
  for (const { id, expiresAt } of cloud.tables.tokens.all())
    if (expiresAt <= cloud.now()) cloud.tables.tokens.delete(id);
};

export const issueToken = (cloud: Cloud, grant: Grant): TokenRecord => {
  dropExpired(cloud);
  const issuedAt = cloud.now();
  return cloud.tables.tokens.insert({
    ...grant,
    id: `gAAAAAB${randomBytes(132).toString('base64url')}`,
    auditId: randomBytes(16).toString('base64url'),
    issuedAt,
    expiresAt: issuedAt + cloud.tokenLifetime * 1000,
  });
};

export const liveToken = (cloud: Cloud, id: string | undefined): TokenRecord | undefined => {
  const token = id === undefined ? undefined : cloud.tables.tokens.get(id);
  return token !== undefined && token.expiresAt > cloud.now() ? token : undefined;
};

/** The caller's token, or a Problem 401. */
export const callerOf = (cloud: Cloud, call: Call): TokenRecord => {
  const token = liveToken(cloud, header(call, 'x-auth-token'));
  if (token === undefined) throw unauthorized(cloud, call.service === 'identity' ? '/v3' : '');
  if (token.projectId !== null) call.projectId = token.projectId;
  return token;
};

/** The same, when the token must be of a project. */
export const scopedCallerOf = (cloud: Cloud, call: Call): ScopedToken => {
  const token = callerOf(cloud, call);
  if (token.projectId === null) throw unauthorized(cloud, '');
  return { ...token, projectId: token.projectId };
};

export const isAdmin = (token: TokenRecord): boolean => token.roles.includes('admin');

export const roleViews = (cloud: Cloud, roles: readonly RoleName[]): { id: string; name: string }[] =>
  roles.map((name) => ({ id: cloud.tables.facts.get('facts')?.roleIds[name] ?? name, name }));

const time = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
const defaultDomain = { id: 'default', name: 'Default' };

const trustView = (cloud: Cloud, trustId: string): object => {
  const trust = cloud.tables.trusts.get(trustId);
  return {
    id: trustId,
    trustor_user: { id: trust?.trustorUserId },
    trustee_user: { id: trust?.trusteeUserId },
    impersonation: trust?.impersonation,
  };
};

const scopeView = (cloud: Cloud, token: TokenRecord, projectId: string, withCatalog: boolean): object => ({
  project: { domain: defaultDomain, id: projectId, name: cloud.tables.projects.get(projectId)?.name },
  is_domain: false,
  roles: roleViews(cloud, token.roles),
  ...(withCatalog && { catalog: catalogOf(cloud, projectId) }),
});

export const tokenView = (cloud: Cloud, token: TokenRecord, withCatalog: boolean): object => {
  const credential =
    token.applicationCredentialId && cloud.tables.applicationCredentials.get(token.applicationCredentialId);
  return {
    token: {
      methods: token.methods,
      user: {
        domain: defaultDomain,
        id: token.userId,
        name: cloud.tables.users.get(token.userId)?.name,
        password_expires_at: null,
      },
      audit_ids: [token.auditId],
      expires_at: time(token.expiresAt),
      issued_at: time(token.issuedAt),
      ...(token.trustId !== undefined && { 'OS-TRUST:trust': trustView(cloud, token.trustId) }),
      ...(credential && {
        application_credential: { id: credential.id, name: credential.name, restricted: !credential.unrestricted },
      }),
      ...(token.projectId !== null && scopeView(cloud, token, token.projectId, withCatalog)),
    },
  };
};
