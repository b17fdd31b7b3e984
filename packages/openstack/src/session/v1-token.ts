import type { EndpointInterface, V1PasswordAuth } from '../configuration/cloud-config.js';
import type { TokenAnswer } from './ask-for-token.js';
import type { CatalogService } from './service-catalog.js';
import type { Token } from './token.js';
import type { TokenRequest } from './token-request.js';

/** In seconds: for how long a token is taken to be good whose service does not tell. */
const untoldLife = 3600;

export function v1TokenRequest({ user, password }: V1PasswordAuth): TokenRequest {
  return {
    method: 'GET',
    headers: { 'x-auth-user': headerText(user), 'x-auth-key': headerText(password) },
    json: undefined,
  };
}

/**
 * Reads a token and a catalog of one service, in the region that is asked for, out of the answer's headers. `account`
 * takes the place of the user's own.
 */
export function v1Token(
  { user }: V1PasswordAuth,
  account: string | undefined,
  region: string | undefined
): (answer: TokenAnswer) => Token | undefined {
  return ({ headers, time }) => {
    const value = headers['x-auth-token'] ?? headers['x-storage-token'];
    const storageUrl = headers['x-storage-url'];
    if (value === undefined || storageUrl === undefined || !URL.canParse(storageUrl)) return undefined;
    const lifetime = (Number(headers['x-auth-token-expires']) || untoldLife) * 1000;
    return {
      value,
      lifetime,
      catalog: [swift(account === undefined ? storageUrl : siblingOf(storageUrl, account), region)],
      authentication: {
        userId: user,
        userName: user,
        projectId: undefined,
        projectName: undefined,
        projectDomainId: undefined,
        roles: [],
        expiresAt: new Date(time + lifetime).toISOString(),
      },
    };
  };
}

function swift(url: string, region = ''): CatalogService {
  const interfaces: readonly EndpointInterface[] = ['public', 'internal', 'admin'];
  return { type: 'object-store', endpoints: interfaces.map((one) => ({ interface: one, region, url })) };
}

function siblingOf(storageUrl: string, account: string): string {
  return new URL(encodeURIComponent(account), storageUrl.replace(/\/+$/, '')).href;
}

/** Headers go out byte by byte; what is not ASCII goes as UTF-8. */
function headerText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
