import type { Auth, NamedInDomain } from './cloud-config.js';
import { invalidSettings, requiredSetting, setting, type Settings } from './settings.js';

const authTypes: Readonly<Record<string, Auth['type']>> = {
  password: 'password',
  v3password: 'password',
  token: 'token',
  v3token: 'token',
  v3applicationcredential: 'applicationCredential',
  v1password: 'v1Password',
};

export function authFromSettings(settings: Settings): Auth {
  switch (authType(settings)) {
    case 'password':
      return { type: 'password', user: requiredUser(settings), password: requiredSetting(settings, 'password') };
    case 'v1Password':
      return {
        type: 'v1Password',
        user: requiredSetting(settings, 'username'),
        password: requiredSetting(settings, 'password'),
      };
    case 'token':
      return { type: 'token', token: requiredSetting(settings, 'token') };
    case 'applicationCredential':
      return {
        type: 'applicationCredential',
        id: setting(settings, 'application_credential_id'),
        name: setting(settings, 'application_credential_name'),
        user: setting(settings, 'application_credential_id') === undefined ? credentialUser(settings) : undefined,
        secret: requiredSetting(settings, 'application_credential_secret'),
      };
  }
}

/** The project to work in, or `undefined` when none is told. */
export function projectFromSettings(settings: Settings): NamedInDomain | undefined {
  const id = setting(settings, 'project_id', 'tenant_id');
  const name = setting(settings, 'project_name', 'tenant_name');
  if (id === undefined && name === undefined) return undefined;
  return { id, name, ...domainOf(settings, 'project') };
}

function authType(settings: Settings): Auth['type'] {
  const told = setting(settings, 'auth_type');
  if (told === undefined) {
    if (Object.keys(settings.values).some((name) => name.startsWith('application_credential_')))
      return 'applicationCredential';
    return setting(settings, 'token') !== undefined && setting(settings, 'password') === undefined
      ? 'token'
      : 'password';
  }
  const type = authTypes[told];
  if (type !== undefined) return type;
  const known = Object.keys(authTypes).join(', ');
  throw invalidSettings(settings, `${settings.label('auth_type')} is '${told}', but only ${known} are supported`);
}

function credentialUser(settings: Settings): NamedInDomain {
  requiredSetting(settings, 'application_credential_id', 'application_credential_name');
  return requiredUser(settings);
}

function requiredUser(settings: Settings): NamedInDomain {
  const id = setting(settings, 'user_id');
  const name = id === undefined ? requiredSetting(settings, 'username', 'user_id') : setting(settings, 'username');
  return { id, name, ...domainOf(settings, 'user') };
}

function domainOf(settings: Settings, whose: 'user' | 'project'): Pick<NamedInDomain, 'domainId' | 'domainName'> {
  const domainId = setting(settings, `${whose}_domain_id`);
  const domainName = setting(settings, `${whose}_domain_name`);
  if (domainId !== undefined || domainName !== undefined) return { domainId, domainName };
  return {
    domainId: setting(settings, 'domain_id', 'default_domain_id', 'default_domain'),
    domainName: setting(settings, 'domain_name', 'default_domain_name'),
  };
}
