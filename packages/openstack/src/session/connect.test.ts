import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import type { CloudConfig } from '../configuration/cloud-config.js';
import { isOpenStackError } from '../errors.js';
import { connect } from './connect.js';
import { sessionFrom } from './session-from.js';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.close());

describe('connect', () => {
  it.each<[Partial<CloudConfig>, RegExp]>([
    [{ authUrl: '' }, /authUrl must be a URL/],
    [{ auth: { type: 'password', user: { name: 'u' }, password: '' } }, /auth\.password is empty/],
    [{ auth: { type: 'password', user: {}, password: 'p' } }, /auth\.user needs an id or a name/],
    [{ auth: { type: 'token', token: '' } }, /auth\.token is empty/],
    [{ auth: { type: 'applicationCredential', secret: 's' } }, /id or the name of the application credential/],
    [{ auth: { type: 'kerberos' } as never }, /auth\.type is 'kerberos'/],
    [{ project: {} }, /project needs an id or a name/],
    [{ endpointOverrides: { compute: 'nova:8774' } }, /endpoint override of compute must be a URL/],
    [
      { auth: { type: 'v1Password', user: 'a:u', password: 'p' }, endpointOverrides: { 'object-store': 'http://s/v1/AUTH_%(project_id)s' } },
      /endpoint override of object-store holds a project's id, which authentication v1 does not tell/,
    ],
    [{ tls: { caFile: '/nowhere/ca.pem' } }, /\/nowhere\/ca\.pem cannot be read/],
  ])('refuses a configuration that cannot work: %o', (overrides, message) => {
    expect(() => connect(cloud.config(overrides))).toThrow(
      expect.objectContaining({ code: 'OPENSTACK_CONFIG_INVALID' })
    );
    expect(() => connect(cloud.config(overrides))).toThrow(message);
  });
});

describe('sessionFrom', () => {
  it('takes a session of any copy of this package', () => {
    const session = cloud.session();
    expect(sessionFrom(session)).toBe(session);
    const foreign = { kind: 'openstack-session', apiVersion: 1 };
    expect(sessionFrom(foreign)).toBe(foreign);
  });

  it.each([[undefined], [null], ['token'], [{}], [{ kind: 'openstack-session', apiVersion: 2 }]])(
    'refuses %o',
    (auth) => {
      expect(() => sessionFrom(auth)).toThrow(expect.objectContaining({ code: 'OPENSTACK_NO_SESSION' }));
    }
  );
});

describe('close', () => {
  it('ends calls that run and refuses later ones', async () => {
    const session = cloud.session();
    const arrived = new Promise<void>((resolve) => {
      cloud.on('GET /compute/v2.1/servers/s', () => {
        resolve();
      });
    });
    const running = session.compute.showServer('s');
    const outcome = expect(running).rejects.toMatchObject({ code: 'OPENSTACK_SESSION_CLOSED', noEffect: false });
    await arrived;
    await session.close();
    await session.close();
    await outcome;
    await expect(session.compute.showServer('s')).rejects.toMatchObject({
      code: 'OPENSTACK_SESSION_CLOSED',
      noEffect: true,
    });
  });
});

describe('secrets', () => {
  it('show neither in the session nor in its errors', async () => {
    cloud.on('GET /compute/v2.1/servers/s', (request, response) => {
      json(response, 400, { badRequest: { message: `You sent ${String(request.headers['x-auth-token'])}` } });
    });
    const session = cloud.session();
    const error: unknown = await session.compute.showServer('s').catch((thrown: unknown) => thrown);
    expect(isOpenStackError(error, 'OPENSTACK_BAD_REQUEST')).toBe(true);
    const shown = [
      JSON.stringify(session),
      inspect(session, { depth: 9, showHidden: true }),
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      String(error),
    ].join('\n');
    expect(shown).toContain('You sent ***');
    expect(shown).not.toMatch(/token-1|labpass/);
  });

  it('that Keystone quotes in a refusal stay out of the message', async () => {
    cloud.on('POST /identity/v3/auth/tokens', (_request, response) => {
      const message =
        "'x' is too short\n\nFailed validating 'minLength' in schema:\n On instance:\n {'password': 'labpass'}";
      json(response, 400, { error: { code: 400, message } });
    });
    await expect(cloud.session().authenticate()).rejects.toMatchObject({ serviceMessage: "'x' is too short" });
    cloud.on('POST /identity/v3/auth/tokens', (_request, response) => {
      json(response, 400, { error: { code: 400, message: 'labpass is no password' } });
    });
    await expect(cloud.session().authenticate()).rejects.toMatchObject({ serviceMessage: '*** is no password' });
  });
});

describe('a call of the clients own lack', () => {
  it('goes through request and stream', async () => {
    cloud.on('POST /network/v2.0/routers', async (request, response) => {
      json(response, 201, { router: JSON.parse(await request.text()) as unknown });
    });
    cloud.on('GET /image/v2/schemas/image', (_request, response) => {
      response.end('text');
    });
    const session = cloud.session();
    const made = await session.request('network', { method: 'POST', path: '/routers', json: { name: 'r' } });
    expect(made).toMatchObject({ status: 201, body: { router: { name: 'r' } }, requestId: 'req-test' });
    const { body } = await session.stream('image', { method: 'GET', path: '/schemas/image' });
    let text = '';
    for await (const chunk of body) text += Buffer.from(chunk).toString();
    expect(text).toBe('text');
  });

  it('refuses JSON that is none', async () => {
    cloud.on('GET /network/v2.0/routers', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"routers": [');
    });
    await expect(cloud.session().request('network', { method: 'GET', path: '/routers' })).rejects.toMatchObject({
      code: 'OPENSTACK_UNEXPECTED_ANSWER',
    });
  });
});
