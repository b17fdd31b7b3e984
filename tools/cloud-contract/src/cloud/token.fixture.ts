import type { CloudConfig } from '@karbor/openstack';

/** Logs in without a session, for what a session does not show. */
export async function tokenOf(config: CloudConfig): Promise<string> {
  const { auth, project } = config;
  if (auth.type !== 'password') throw new Error('The accounts log in with passwords.');
  const { user, password } = auth;
  const domain = { name: user.domainName ?? 'Default' };
  const identity = { methods: ['password'], password: { user: { name: user.name, domain, password } } };
  const scope = { project: { name: project?.name, domain } };
  const answer = await fetch(`${config.authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope } }),
  });
  if (answer.status !== 201) throw new Error(`Keystone answers ${answer.status} to the login.`);
  return answer.headers.get('x-subject-token') ?? '';
}
