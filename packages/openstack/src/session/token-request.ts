import type { CloudConfig, KeystoneAuth, NamedInDomain } from '../configuration/cloud-config.js';

/** How to ask Keystone for a token: the request after `/v3`. */
export interface TokenRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

export function tokenRequest(auth: KeystoneAuth, project: CloudConfig['project']): TokenRequest {
  if (auth.type === 'token' && project === undefined) {
    // The token is used as it is; not every cloud lets one be exchanged for another.
    return { method: 'GET', headers: { 'x-auth-token': auth.token, 'x-subject-token': auth.token }, json: undefined };
  }
  const scope =
    project === undefined || auth.type === 'applicationCredential' ? {} : { scope: { project: named(project) } };
  return { method: 'POST', headers: {}, json: { auth: { identity: identity(auth), ...scope } } };
}

function identity(auth: KeystoneAuth): unknown {
  switch (auth.type) {
    case 'password':
      return { methods: ['password'], password: { user: { ...named(auth.user), password: auth.password } } };
    case 'token':
      return { methods: ['token'], token: { id: auth.token } };
    case 'applicationCredential': {
      const { id, name, user = {}, secret } = auth;
      const credential = id === undefined ? { name, user: named(user) } : { id };
      return { methods: ['application_credential'], application_credential: { ...credential, secret } };
    }
  }
}

function named({ id, name, domainId, domainName }: NamedInDomain): object {
  if (id !== undefined) return { id };
  const domain =
    domainId === undefined && domainName !== undefined ? { name: domainName } : { id: domainId ?? 'default' };
  return { name, domain };
}
