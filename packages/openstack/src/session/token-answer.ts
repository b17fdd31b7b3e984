import { isRecord } from '../http/json.js';
import type { TokenAnswer } from './ask-for-token.js';
import type { CatalogService } from './service-catalog.js';
import type { Token } from './token.js';

/** What Keystone's answer means; `undefined` when it is not one. */
export function tokenFromAnswer({ headers, body, time }: TokenAnswer): Token | undefined {
  const value = headers['x-subject-token'];
  if (value === undefined || !isRecord(body) || !isRecord(body['token'])) return undefined;
  const answer = body['token'] as Partial<KeystoneToken>;
  const { user, project, expires_at: expiresAt, roles = [], catalog = [] } = answer;
  if (user === undefined || expiresAt === undefined) return undefined;
  return {
    value,
    lifetime: Date.parse(expiresAt) - time,
    catalog,
    authentication: {
      userId: user.id,
      userName: user.name,
      projectId: project?.id,
      projectName: project?.name,
      projectDomainId: project?.domain.id,
      roles: roles.map((role) => role.name),
      expiresAt,
    },
  };
}

interface KeystoneToken {
  readonly user: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string; readonly domain: { readonly id: string } };
  readonly expires_at: string;
  readonly roles: readonly { readonly name: string }[];
  readonly catalog: readonly CatalogService[];
}
