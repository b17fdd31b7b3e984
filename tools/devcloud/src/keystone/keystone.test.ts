import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, passwordLogin, request } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let now = Date.parse('2026-11-22T14:34:45Z');
beforeAll(async () => {
  cloud = await startDevcloud({ clock: () => now, tokenLifetime: 60 });
});
afterAll(() => cloud.stop());

const login = (json: unknown): ReturnType<typeof request> => request(`${cloud.authUrl}/auth/tokens`, 'POST', { json });

describe('tokens', () => {
  it('gives a project token with the catalog', async () => {
    const answer = await login(passwordLogin('demo', 'devcloud', 'demo'));
    expectAsRecorded(answer, 'keystone', 'token (password, project scope)');
    expect(answer.at('token.project.id')).toBe(cloud.project('demo').id);
    expect(answer.each('token.roles', 'name')).toEqual(['reader', 'member']);
    expect(answer.each('token.catalog', 'type')).toEqual([
      'compute',
      'identity',
      'image',
      'volumev3',
      'block-storage',
      'network',
      'object-store',
    ]);
  });

  it('refuses a wrong password as it refuses an unknown user', async () => {
    const wrong = await login(passwordLogin('demo', 'wrong', 'demo'));
    expectAsRecorded(wrong, 'keystone', 'token, wrong password');
    expect((await login(passwordLogin('nobody', 'devcloud', 'demo'))).body).toEqual(wrong.body);
    expect((await login(passwordLogin('demo', 'devcloud', 'alt'))).status).toBe(401);
  });

  it('gives an unscoped token to whom has no default project', async () => {
    expectAsRecorded(
      await login(passwordLogin('admin', 'devcloud')),
      'keystone',
      'unscoped token (default project set -> scoped)',
    );
    expect((await login(passwordLogin('demo', 'devcloud'))).at('token.project.name')).toBe('demo');
  });

  it('names the field at fault in a malformed request', async () => {
    const answer = await login({ auth: {} });
    expect(answer.status).toBe(400);
    expect(answer.at('error.message')).toContain('identity');
  });

  it('trades a token for another one', async () => {
    const { token } = await Client.open(cloud);
    const answer = await login({
      auth: {
        identity: { methods: ['token'], token: { id: token } },
        scope: { project: { id: cloud.project('demo').id } },
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.at('token.methods')).toEqual(['password', 'token']);
  });

  it('revokes a token', async () => {
    const [client, other] = [await Client.open(cloud), await Client.open(cloud)];
    const revoke = (): ReturnType<Client['delete']> =>
      client.delete('identity', '/auth/tokens', { headers: { 'X-Subject-Token': other.token } });
    expectAsRecorded(await revoke(), 'keystone', 'token revoke DELETE /auth/tokens');
    expect((await other.get('identity', '/auth/projects')).status).toBe(401);
    expect((await revoke()).status).toBe(404);
  });

  it('lets a token expire', async () => {
    const client = await Client.open(cloud);
    expect((await client.get('volume', '/volumes')).status).toBe(200);
    now += 60_000;
    const answer = await client.get('volume', '/volumes');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${cloud.url}/identity"`);
  });

  it('logs in with an application credential until it is deleted', async () => {
    const client = await Client.open(cloud);
    const path = `/users/${client.userId}/application_credentials`;
    const made = await client.post('identity', path, { application_credential: { name: 'ci' } });
    expect(made.status).toBe(201);
    const [id, secret] = [made.text('application_credential.id'), made.text('application_credential.secret')];
    const body = {
      auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } },
    };
    const answer = await login(body);
    expect(answer.status).toBe(201);
    expect(answer.at('token.project.id')).toBe(client.projectId);
    await client.delete('identity', `${path}/${id}`);
    expect((await login(body)).status).toBe(404);
  });

  it('lets a trustee act for the trustor', async () => {
    const client = await Client.open(cloud);
    const trustee = await Client.open(cloud, 'alt');
    const made = await client.post('identity', '/OS-TRUST/trusts', {
      trust: {
        trustor_user_id: client.userId,
        trustee_user_id: trustee.userId,
        project_id: client.projectId,
        impersonation: true,
        roles: [{ name: 'member' }],
      },
    });
    expectAsRecorded(made, 'keystone', 'trust create (OS-TRUST)');
    const id = made.text('trust.id');
    const asTrustee = {
      auth: { ...(passwordLogin('alt', 'devcloud') as { auth: object }).auth, scope: { 'OS-TRUST:trust': { id } } },
    };
    const token = await login(asTrustee);
    expect(token.at('token.user.name')).toBe('demo');
    expect(token.at('token.project.id')).toBe(client.projectId);
    expectAsRecorded(await client.delete('identity', `/OS-TRUST/trusts/${id}`), 'keystone', 'trust delete');
    expect((await login(asTrustee)).status).toBe(401);
  });
});

describe('projects', () => {
  it('shows a member his own project only', async () => {
    const client = await Client.open(cloud);
    expectAsRecorded(await client.get('identity', `/projects/${client.projectId}`), 'keystone', 'show project');
    expectAsRecorded(await client.get('identity', '/auth/projects'), 'keystone', 'my projects GET /auth/projects');
    expectAsRecorded(await client.get('identity', '/projects'), 'keystone', 'list projects (member: forbidden)');
    expect((await client.get('identity', `/projects/${cloud.project('alt').id}`)).status).toBe(403);
    expectAsRecorded(await client.get('identity', '/projects', { token: null }), 'keystone', 'no token');
  });

  it('lets the administrator list and change them', async () => {
    const admin = await Client.open(cloud, 'admin');
    expectAsRecorded(await admin.get('identity', '/projects'), 'keystone', 'list projects (admin)');
    const path = `/projects/${cloud.project('alt').id}`;
    const changed = await admin.send('PATCH', 'identity', path, {
      json: { project: { description: 'the other one', tags: ['a', 'b'] } },
    });
    expect(changed.at('project')).toMatchObject({
      description: 'the other one',
      tags: ['a', 'b'],
      enabled: true,
      name: 'alt',
    });
    expect((await admin.get('identity', '/projects/0123')).status).toBe(404);
    const client = await Client.open(cloud);
    expect(
      (
        await client.send('PATCH', 'identity', `/projects/${client.projectId}`, {
          json: { project: { description: 'x' } },
        })
      ).status,
    ).toBe(403);
  });

  it('shuts out the users of a disabled project', async () => {
    const admin = await Client.open(cloud, 'admin');
    const path = `/projects/${cloud.project('alt').id}`;
    await admin.send('PATCH', 'identity', path, { json: { project: { enabled: false } } });
    expect((await login(passwordLogin('alt', 'devcloud', 'alt'))).status).toBe(401);
    await admin.send('PATCH', 'identity', path, { json: { project: { enabled: true } } });
    expect((await login(passwordLogin('alt', 'devcloud', 'alt'))).status).toBe(201);
  });
});

it('tells its version', async () => {
  expectAsRecorded(await request(`${cloud.url}/identity/`, 'GET'), 'keystone', 'version discovery');
});
