import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import type { CloudConfig } from '../configuration/cloud-config.js';
import { orAbsent } from '../errors.js';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
  cloud.on('GET /compute/v2.1/servers/s', (_request, response) => {
    json(response, 200, { server: { id: 's' } });
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await cloud.close();
});

describe('authentication', () => {
  it('says nothing to the cloud before the first call, then who it is', async () => {
    const session = cloud.session();
    expect(cloud.tokenRequests).toHaveLength(0);
    expect(await session.authenticate()).toMatchObject({
      userId: 'user-1',
      projectId: 'project-1',
      projectName: 'demo',
      roles: ['member'],
    });
    expect(await session.projectId()).toBe('project-1');
    expect(await session.userId()).toBe('user-1');
    expect(cloud.tokenRequests).toHaveLength(1);
  });

  it('sends a password with its scope', async () => {
    await cloud
      .session(undefined, { auth: { type: 'password', user: { name: 'u', domainName: 'D' }, password: 'p' } })
      .authenticate();
    expect(cloud.tokenRequests[0]).toEqual({
      auth: {
        identity: { methods: ['password'], password: { user: { name: 'u', domain: { name: 'D' }, password: 'p' } } },
        scope: { project: { name: 'demo', domain: { id: 'default' } } },
      },
    });
  });

  it('sends an application credential without a scope, by id or by name', async () => {
    await cloud.session(undefined, { auth: { type: 'applicationCredential', id: 'ac', secret: 's' } }).authenticate();
    await cloud
      .session(undefined, { auth: { type: 'applicationCredential', name: 'n', user: { id: 'u' }, secret: 's' } })
      .authenticate();
    const identity = (credential: unknown) => ({
      auth: { identity: { methods: ['application_credential'], application_credential: credential } },
    });
    expect(cloud.tokenRequests).toEqual([
      identity({ id: 'ac', secret: 's' }),
      identity({ name: 'n', user: { id: 'u' }, secret: 's' }),
    ]);
  });

  it('takes a token as it is without a project, and exchanges it for one with a project', async () => {
    cloud.goodTokens.add('given');
    cloud.on('GET /identity/v3/auth/tokens', (request, response) => {
      const subject = String(request.headers['x-subject-token']);
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      json(response, 200, { token: { user: { id: 'u', name: 'n' }, expires_at } }, { 'x-subject-token': subject });
    });
    const session = cloud.session(undefined, { auth: { type: 'token', token: 'given' }, project: undefined });
    expect((await session.authenticate()).userId).toBe('u');
    await expect(session.projectId()).rejects.toMatchObject({ code: 'OPENSTACK_NO_PROJECT' });
    const endpointOverrides = { volume: 'http://cinder/v3/%(project_id)s' };
    const overridden = cloud.session(undefined, { auth: { type: 'token', token: 'given' }, project: undefined, endpointOverrides });
    await expect(overridden.endpoint('volume')).rejects.toMatchObject({ code: 'OPENSTACK_NO_PROJECT' });
    expect(cloud.tokenRequests).toHaveLength(0);

    await cloud.session(undefined, { auth: { type: 'token', token: 'given' } }).authenticate();
    expect(cloud.tokenRequests).toMatchObject([{ auth: { identity: { token: { id: 'given' } } } }]);
  });

  it('tells of a refusal once, without asking again', async () => {
    let asked = 0;
    cloud.on('POST /identity/v3/auth/tokens', (_request, response) => {
      asked += 1;
      json(response, 401, { error: { code: 401, message: 'The password is wrong.' } });
    });
    await expect(cloud.session().compute.showServer('s')).rejects.toMatchObject({
      code: 'OPENSTACK_AUTHENTICATION_FAILED',
      status: 401,
      noEffect: true,
      retryable: false,
      message: 'POST /identity/v3/auth/tokens of identity was answered 401: The password is wrong. (request req-test)',
    });
    expect(asked).toBe(1);
  });

  describe('v1', () => {
    const auth = { type: 'v1Password', user: 'acct:tester', password: 'schlüssel' } as const;
    const v1 = (overrides: Partial<CloudConfig> = {}) =>
      cloud.session(undefined, { authUrl: `${cloud.url}/auth/v1.0`, auth, project: undefined, ...overrides });
    const storage = (account = 'AUTH_acct') => `${cloud.url}/v1/${account}`;
    let asked: IncomingHttpHeaders[];
    beforeEach(() => {
      asked = [];
      cloud.on('GET /auth/v1.0', (request, response) => {
        asked.push(request.headers);
        const token = `v1-token-${asked.length}`;
        cloud.goodTokens.add(token);
        const headers = { 'x-auth-token': token, 'x-storage-url': `${storage()}/`, 'x-auth-token-expires': '600' };
        response.writeHead(200, headers).end();
      });
      cloud.on('HEAD /v1/AUTH_acct', (_request, response) => {
        response.writeHead(204, { 'x-account-object-count': '7' }).end();
      });
    });

    it('asks Swift itself, with headers, and knows Swift only', async () => {
      const session = v1({ region: 'anywhere', interface: 'internal' });
      expect(await session.objectStore.headAccount()).toMatchObject({ objectCount: 7 });
      expect(await session.authenticate()).toMatchObject({ userName: 'acct:tester', projectId: undefined });
      expect(await session.endpoint('object-store')).toBe(storage());
      await expect(session.compute.showServer('s')).rejects.toMatchObject({ code: 'OPENSTACK_NO_ENDPOINT' });
      const [headers] = asked;
      expect(headers?.['x-auth-user']).toBe('acct:tester');
      expect(Buffer.from(String(headers?.['x-auth-key']), 'latin1').toString()).toBe('schlüssel');
      expect(asked).toHaveLength(1);
    });

    it('renews a token before it ends, and once on 401', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const session = v1();
      await session.objectStore.headAccount();
      cloud.goodTokens.clear();
      await session.objectStore.headAccount();
      expect(asked).toHaveLength(2);
      vi.setSystemTime(Date.now() + 301 * 1000);
      await session.objectStore.headAccount();
      expect(asked).toHaveLength(3);
    });

    it('uses another account where one is named', async () => {
      expect(await v1({ project: { name: 'AUTH_other' } }).endpoint('object-store')).toBe(storage('AUTH_other'));
    });

    it('tells of a refusal, and of an address that gives no token, without the key', async () => {
      cloud.on('GET /auth/v1.0', (_request, response) => {
        response.writeHead(401, { 'content-type': 'text/html' }).end('<p>schlüssel is wrong</p>');
      });
      await expect(v1().authenticate()).rejects.toMatchObject({
        code: 'OPENSTACK_AUTHENTICATION_FAILED',
        message: 'GET /auth/v1.0 of identity was answered 401: *** is wrong',
      });
      cloud.on('GET /auth/v1.0', (_request, response) => {
        response.writeHead(200, { 'x-auth-token': 't' }).end('hello');
      });
      await expect(v1().authenticate()).rejects.toMatchObject({ code: 'OPENSTACK_UNEXPECTED_ANSWER' });
    });
  });

  it('is not let in with what Keystone does not know any more, rather than not finding what was asked for', async () => {
    cloud.on('POST /identity/v3/auth/tokens', (_request, response) => {
      json(response, 404, { error: { code: 404, message: 'Could not find Application Credential: ac.', title: 'Not Found' } });
    });
    const session = cloud.session(undefined, { auth: { type: 'applicationCredential', id: 'ac', secret: 's' } });
    await expect(orAbsent(session.compute.showServer('s'))).rejects.toMatchObject({
      code: 'OPENSTACK_AUTHENTICATION_FAILED',
      service: 'identity',
      status: 404,
      serviceMessage: 'Could not find Application Credential: ac.',
      noEffect: true,
    });
  });

  it('says when auth_url leads to something else', async () => {
    cloud.on('POST /identity/v3/auth/tokens', (_request, response) => {
      json(response, 200, { hello: 'world' });
    });
    await expect(cloud.session().authenticate()).rejects.toMatchObject({ code: 'OPENSTACK_UNEXPECTED_ANSWER' });
  });
});

describe('token renewal', () => {
  it('gets one token for many concurrent calls', async () => {
    const session = cloud.session();
    await Promise.all(Array.from({ length: 20 }, () => session.compute.showServer('s')));
    expect(cloud.tokenRequests).toHaveLength(1);
  });

  it('renews a token before it ends', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const session = cloud.session({ renewBefore: 600, environment: {} });
    await session.compute.showServer('s');
    vi.setSystemTime(Date.now() + 2900 * 1000);
    await session.compute.showServer('s');
    expect(cloud.tokenRequests).toHaveLength(1);
    vi.setSystemTime(Date.now() + 200 * 1000);
    await session.compute.showServer('s');
    expect(cloud.tokenRequests).toHaveLength(2);
  });

  it('keeps a token that is still good while Keystone is away', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const session = cloud.session({ renewBefore: 600, environment: {}, retry: { attempts: 1 } });
    await session.compute.showServer('s');
    cloud.on('POST /identity/v3/auth/tokens', (_request, response) => {
      json(response, 503, {});
    });
    vi.setSystemTime(Date.now() + 3100 * 1000);
    expect(await session.compute.showServer('s')).toEqual({ id: 's' });
    vi.setSystemTime(Date.now() + 600 * 1000);
    await expect(session.compute.showServer('s')).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  });

  it('renews once on 401, with one request for all calls that met it', async () => {
    const session = cloud.session();
    await session.compute.showServer('s');
    cloud.goodTokens.clear();
    const servers = await Promise.all(Array.from({ length: 10 }, () => session.compute.showServer('s')));
    expect(servers).toHaveLength(10);
    expect(cloud.tokenRequests).toHaveLength(2);
  });

  it('repeats a creation that was refused for its token: nothing was made', async () => {
    cloud.on('POST /compute/v2.1/servers', (_request, response) => {
      json(response, 202, { server: { id: 'new', adminPass: 'secret' } });
    });
    const session = cloud.session();
    await session.authenticate();
    cloud.goodTokens.clear();
    expect(await session.compute.createServer({ name: 'n', flavorRef: '1' })).toEqual({
      id: 'new',
      requestId: 'req-test',
    });
  });

  it('gives up on a second 401', async () => {
    cloud.on('GET /compute/v2.1/servers/s', (_request, response) => {
      response.writeHead(401, { 'content-type': 'text/html' }).end('<html><h1>Unauthorized</h1><p>Who?</p></html>');
    });
    await expect(cloud.session().compute.showServer('s')).rejects.toMatchObject({
      code: 'OPENSTACK_AUTHENTICATION_FAILED',
      serviceMessage: 'Who?',
      attempts: 2,
    });
    expect(cloud.tokenRequests).toHaveLength(2);
  });

  it('ends only the wait of the call that is aborted', async () => {
    let release: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      cloud.on('POST /identity/v3/auth/tokens', (_request, response) => {
        resolve();
        release = () => {
          cloud.goodTokens.add('late');
          const expires_at = new Date(Date.now() + 3_600_000).toISOString();
          json(response, 201, { token: { user: { id: 'u' }, expires_at } }, { 'x-subject-token': 'late' });
        };
      });
    });
    const session = cloud.session();
    const controller = new AbortController();
    const aborted = session.authenticate({ signal: controller.signal });
    const patient = session.authenticate();
    await asked;
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    release();
    expect(await patient).toMatchObject({ userId: 'u' });
  });
});
