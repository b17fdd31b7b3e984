import { collect } from '@karbor/openstack';
import type { CloudConfig, Project, Session } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contract } from '../cloud/contract.fixture.js';
import { tokenOf } from '../cloud/token.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { id, nullable } from '../shapes/shape.fixture.js';

const cloud = contract();

const projectShape: z.ZodType<Project> = z.looseObject({
  id,
  name: z.string(),
  domain_id: z.string(),
  description: nullable,
  enabled: z.boolean(),
  parent_id: nullable,
  is_domain: z.boolean(),
  tags: z.array(z.string()),
});

const revoke = (token: string) =>
  cloud.admin.request('identity', { method: 'DELETE', path: '/auth/tokens', headers: { 'x-subject-token': token } });

test('a password gives a token with user, project, roles and end', async () => {
  const { demo } = cloud;
  const told = await demo.authenticate();
  expect(told).toMatchObject({
    userName: 'demo',
    projectName: 'demo',
    roles: expect.arrayContaining(['member']) as string[],
  });
  expect(id.parse(told.projectId)).not.toBe(id.parse(told.userId));
  expect(Date.parse(told.expiresAt)).toBeGreaterThan(Date.now() + 60_000);
  expect((await cloud.admin.authenticate()).roles).toContain('admin');
});

test('the catalog has every service', async () => {
  const { demo } = cloud;
  for (const service of ['identity', 'compute', 'volume', 'image', 'network', 'object-store'] as const) {
    expect(await demo.endpoint(service)).toMatch(/^http/);
  }
  expect(await demo.endpoint('object-store')).toMatch(new RegExp(`/AUTH_${await demo.projectId()}$`));
});

test('a wrong password, user or project is refused: 401, and not told apart', async () => {
  const config = await cloud.cloud.config('demo');
  const user = { name: 'demo', domainName: 'Default' };
  const strangers: Partial<CloudConfig>[] = [
    { auth: { type: 'password', user, password: 'wrong' } },
    { auth: { type: 'password', user: { ...user, name: 'nobody' }, password: 'wrong' } },
    { project: { name: 'no-such-project', domainName: 'Default' } },
    { project: { name: 'alt', domainName: 'Default' } },
  ];
  for (const different of strangers) {
    const session = await cloud.session('demo', { ...config, ...different });
    const error = await refused(session.authenticate(), 401, /The request you have made requires authentication/);
    expect(error.code).toBe('OPENSTACK_AUTHENTICATION_FAILED');
  }
});

test('a token serves until it is revoked; those that came by it serve on', async () => {
  const token = await tokenOf(await cloud.cloud.config('demo'));
  const auth = { type: 'token', token } as const;
  const [own, exchanged] = [
    await cloud.session('demo', { auth, project: undefined }),
    await cloud.session('demo', { auth }),
  ];
  const projects = (session: Session) => collect(session.identity.listProjects());
  const expected = await projects(cloud.demo);
  expect([await projects(own), await projects(exchanged)]).toEqual([expected, expected]);
  await revoke(token);
  const error = await refused(projects(own), 401, /The request you have made requires authentication/);
  expect(error.code).toBe('OPENSTACK_AUTHENTICATION_FAILED');
  expect(await projects(exchanged)).toEqual(expected);
  for (const project of [undefined, { name: 'demo', domainName: 'Default' }]) {
    const late = await cloud.session('demo', { auth, project });
    const lost = await late.authenticate().catch((reason: unknown) => reason);
    expect(lost).toMatchObject({ code: 'OPENSTACK_AUTHENTICATION_FAILED' });
  }
});

test('a token that is none is refused by every service: 401', async () => {
  const { demo } = cloud;
  for (const service of ['compute', 'volume', 'image', 'network', 'object-store'] as const) {
    const path = { compute: '/flavors', volume: '/types', image: '/images', network: '/networks', 'object-store': '' }[
      service
    ];
    const answer = await fetch(`${await demo.endpoint(service)}${path}`, { headers: { 'x-auth-token': 'none' } });
    expect([service, answer.status]).toEqual([service, 401]);
    await answer.arrayBuffer();
  }
});

test('an application credential gives a token of its project, until it is deleted', async () => {
  const { demo } = cloud;
  const path = `/users/${await demo.userId()}/application_credentials`;
  const json = { application_credential: { name: cloud.name('credential'), roles: [{ name: 'member' }] } };
  const { body } = await demo.request<{ application_credential: { id: string; secret: string } }>('identity', {
    method: 'POST',
    path,
    json,
  });
  const { id: credential, secret } = body.application_credential;
  const remove = () => demo.request('identity', { method: 'DELETE', path: `${path}/${credential}` });
  cloud.after(remove);
  const config = { auth: { type: 'applicationCredential', id: credential, secret }, project: undefined } as const;
  const session = await cloud.session('demo', config);
  expect(await session.authenticate()).toMatchObject({ projectId: await demo.projectId(), roles: ['member'] });
  await collect(session.network.listNetworks({ filters: { name: 'none' } }));
  await remove();
  const later = await cloud.session('demo', config);
  // Keystone tells that it is not there; for the client that is one more way not to be let in.
  const error = await refused(later.authenticate(), 404, /Could not find Application Credential/);
  expect(error.code).toBe('OPENSTACK_AUTHENTICATION_FAILED');
});

test('a member sees the project of the token, and the list of those with a role', async () => {
  const { demo, alt, admin } = cloud;
  const own = await demo.projectId();
  expect(projectShape.parse(await demo.identity.showProject(own))).toMatchObject({
    id: own,
    name: 'demo',
    enabled: true,
    domain_id: 'default',
  });
  const other = await alt.projectId();
  const error = await refused(
    demo.identity.showProject(other),
    403,
    /You are not authorized to perform the requested action: identity:get_project/
  );
  expect(error.code).toBe('OPENSTACK_FORBIDDEN');
  await refused(demo.identity.updateProject(own, { description: 'x' }), 403, /identity:update_project/);
  const projects = (await collect(demo.identity.listProjects())).map((one) => projectShape.parse(one));
  expect(projects.map(({ name }) => name)).toContain('demo');
  expect(await admin.identity.showProject(other)).toMatchObject({ name: 'alt' });
  await refused(admin.identity.showProject('0'.repeat(32)), 404, /Could not find project/);
});
