import { OpenStackError } from '../errors.js';
import { namesProject } from '../session/project-in-address.js';
import type { Auth, CloudConfig, NamedInDomain } from './cloud-config.js';

/** Checks what the types of a hand-written configuration cannot. Errors: `OPENSTACK_CONFIG_INVALID`. */
export function checkCloud(cloud: CloudConfig): void {
  const problem =
    urlProblem('authUrl', cloud.authUrl) ?? authProblem(cloud.auth) ?? projectProblem(cloud) ?? overrideProblem(cloud);
  if (problem === undefined) return;
  const name = cloud.name === undefined ? 'The cloud' : `Cloud '${cloud.name}'`;
  throw new OpenStackError(`${name} is not configured well: ${problem}.`, {
    code: 'OPENSTACK_CONFIG_INVALID',
    noEffect: true,
  });
}

function authProblem(auth: Auth): string | undefined {
  switch (auth.type) {
    case 'password':
      return auth.password === '' ? 'auth.password is empty' : nameProblem('auth.user', auth.user);
    case 'v1Password':
      if (auth.user === '') return 'auth.user is empty';
      return auth.password === '' ? 'auth.password is empty' : undefined;
    case 'token':
      return auth.token === '' ? 'auth.token is empty' : undefined;
    case 'applicationCredential':
      if (auth.secret === '') return 'auth.secret is empty';
      if ((auth.id ?? '') !== '') return undefined;
      if ((auth.name ?? '') === '') return 'auth needs the id or the name of the application credential';
      return nameProblem('auth.user', auth.user ?? {});
    default:
      return `auth.type is '${String(
        (auth as { type: unknown }).type
      )}', but must be password, token, applicationCredential or v1Password`;
  }
}

function projectProblem({ project }: CloudConfig): string | undefined {
  return project === undefined ? undefined : nameProblem('project', project);
}

function overrideProblem({ auth, endpointOverrides = {} }: CloudConfig): string | undefined {
  const problems = Object.entries(endpointOverrides).map(([service, url]) => {
    const what = `the endpoint override of ${service}`;
    if (auth.type !== 'v1Password' || !namesProject(url)) return urlProblem(what, url);
    return `${what} holds a project's id, which authentication v1 does not tell: leave it out, since Swift's answer brings the address, or write the account in full`;
  });
  return problems.find((problem) => problem !== undefined);
}

function nameProblem(what: string, { id = '', name = '' }: NamedInDomain): string | undefined {
  return id === '' && name === '' ? `${what} needs an id or a name` : undefined;
}

function urlProblem(what: string, url: string): string | undefined {
  return /^https?:\/\//.test(url) && URL.canParse(url)
    ? undefined
    : `${what} must be a URL that starts with http:// or https://`;
}
