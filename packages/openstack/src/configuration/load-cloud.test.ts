import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCloud } from './load-cloud.js';

let root: string;
let workingFolder: string;
let homeFolder: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'clouds-'));
  workingFolder = path.join(root, 'work');
  homeFolder = path.join(root, 'home');
  await mkdir(workingFolder);
  await mkdir(path.join(homeFolder, '.config', 'openstack'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const load = (environment: Record<string, string> = {}, options: { cloud?: string; region?: string } = {}) =>
  loadCloud({ ...options, environment, workingFolder, homeFolder });

const write = async (file: string, text: string): Promise<string> => {
  const full = path.join(root, file);
  await writeFile(full, text);
  return full;
};

const lab = `
clouds:
  lab:
    auth: { auth_url: http://127.0.0.1:5000/v3, username: demo, password: labpass, project_name: demo,
            user_domain_name: Default, project_domain_id: default }
`;

describe('clouds.yaml', () => {
  it('gives everything that a cloud can have', async () => {
    await write(
      'work/clouds.yaml',
      `
defaults: &defaults
  region_name: RegionTwo
clouds:
  other: { auth: { auth_url: http://x } }
  lab:
    <<: *defaults
    auth:
      auth_url: https://keystone.example/identity
      user_id: u1
      password: "#p;w"
      project_id: p1
    interface: internalURL
    verify: false
    cacert: /ca.pem
    cert: /cert.pem
    key: /key.pem
    api_timeout: 30
    block_storage_endpoint_override: http://cinder/v3/%(project_id)s
    object_store_endpoint_override: http://swift/v1/x
`
    );
    expect(await load({ OS_CLOUD: 'lab' })).toEqual({
      name: 'lab',
      authUrl: 'https://keystone.example/identity',
      auth: { type: 'password', user: { id: 'u1' }, password: '#p;w' },
      project: { id: 'p1' },
      region: 'RegionTwo',
      interface: 'internal',
      endpointOverrides: { volume: 'http://cinder/v3/%(project_id)s', 'object-store': 'http://swift/v1/x' },
      tls: { verify: false, caFile: '/ca.pem', certFile: '/cert.pem', keyFile: '/key.pem' },
      timeout: 30_000,
    });
    expect((await load({}, { cloud: 'lab', region: 'RegionThree' })).region).toBe('RegionThree');
  });

  it('is looked for in the order of openstacksdk', async () => {
    const cloud = (region: string) => lab.replace('  lab:', `  lab:\n    region_name: ${region}`);
    const region = async (environment: Record<string, string> = {}) => (await load(environment)).region;
    await write('home/.config/openstack/clouds.yml', cloud('of-the-user'));
    expect(await region()).toBe('of-the-user');
    await write('work/clouds.yaml', cloud('of-the-folder'));
    expect(await region()).toBe('of-the-folder');
    await mkdir(path.join(root, 'xdg', 'openstack'), { recursive: true });
    const named = await write('named.yaml', cloud('named'));
    expect(await region({ OS_CLIENT_CONFIG_FILE: named })).toBe('named');
    expect(await region({ OS_CLIENT_CONFIG_FILE: path.join(root, 'not-there.yaml') })).toBe('of-the-folder');
  });

  it('has the secrets of secure.yaml merged in', async () => {
    await write('work/clouds.yaml', lab.replace('password: labpass, ', ''));
    await write('work/secure.yaml', 'clouds: { lab: { auth: { password: from-secure } } }');
    expect(await load()).toMatchObject({ auth: { user: { name: 'demo' }, password: 'from-secure' } });
  });

  it('keeps an unquoted password as it is written', async () => {
    for (const password of ['0123', '1e3', 'yes', 'null', '~', '2020-01-01', '0x1F']) {
      await write('work/clouds.yaml', lab.replace('labpass', password));
      expect(await load()).toMatchObject({ auth: { password } });
    }
  });

  it('takes the only cloud, and asks when there are several', async () => {
    await write('work/clouds.yaml', lab);
    expect((await load()).name).toBe('lab');
    await write('work/clouds.yaml', `${lab}  second: { auth: { auth_url: http://x } }\n`);
    await expect(load()).rejects.toMatchObject({
      code: 'OPENSTACK_CLOUD_NOT_FOUND',
      message: expect.stringMatching(/set OS_CLOUD .*lab, second/) as string,
    });
  });

  it('tells of an unknown cloud with the files that were searched and the clouds that are known', async () => {
    const file = await write('work/clouds.yaml', lab);
    const error: unknown = await load({ OS_CLOUD: 'nosuch' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'OPENSTACK_CLOUD_NOT_FOUND' });
    const { message } = error as Error;
    for (const part of ["'nosuch'", file, 'it has: lab', path.join(homeFolder, '.config/openstack/clouds.yaml')]) {
      expect(message).toContain(part);
    }
    await expect(load({}, { cloud: 'nosuch' })).rejects.toMatchObject({ code: 'OPENSTACK_CLOUD_NOT_FOUND' });
  });

  it('tells what to set when there is no configuration at all', async () => {
    await expect(load()).rejects.toMatchObject({
      code: 'OPENSTACK_CLOUD_NOT_FOUND',
      message: expect.stringMatching(/OS_CLOUD, or OS_AUTH_URL .*searched: .*clouds\.yaml/) as string,
    });
  });

  it.each([
    ['clouds:\n  lab:\n    auth: {\n  x: [', /clouds\.yaml, line \d+, is not YAML/],
    ['clouds:\n  lab: { auth: { password: geheim }\n', /clouds\.yaml, line \d+, is not YAML/],
    ['- a\n- b\n', /must hold a mapping/],
    ['clouds: [lab]\n', /'clouds' must be a mapping/],
    ['clouds:\n  lab: on\n', /cloud 'lab' must be a mapping/],
    ['clouds:\n  lab: { auth: *nothing }\n', /clouds\.yaml/],
    ['\0\x01\xff\xfe', /clouds\.yaml/],
  ])('tells where a bad file is bad: %j', async (text, message) => {
    await write('work/clouds.yaml', text);
    const error: unknown = await load({ OS_CLOUD: 'lab' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'OPENSTACK_CONFIG_INVALID' });
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('geheim');
  });

  it.each([
    ['auth: { username: u, password: p }', /auth\.auth_url is missing/],
    ['auth: { auth_url: "keystone:5000", username: u, password: p }', /auth\.auth_url must be a URL/],
    ['auth: { auth_url: http://x, username: u }', /auth\.password is missing/],
    ['auth: { auth_url: http://x, password: p }', /auth\.username or auth\.user_id is missing/],
    ['auth: { auth_url: http://x, token: "" }\n    auth_type: v3token', /auth\.token is missing/],
    ['auth: { auth_url: http://x, application_credential_id: i }', /auth\.application_credential_secret is missing/],
    [
      'auth: { auth_url: http://x, application_credential_secret: s }',
      /auth\.application_credential_id or auth\.application_credential_name is missing/,
    ],
    [
      'auth_type: v3kerberos\n    auth: { auth_url: http://x }',
      /auth_type is 'v3kerberos', but only password, v3password/,
    ],
    ['auth: { auth_url: http://x, username: u, password: p, trust_id: t }', /auth\.trust_id is not supported/],
    ['identity_api_version: 2\n    auth: { auth_url: http://x, username: u, password: p }', /only version 3/],
    ['verify: maybe\n    auth: { auth_url: http://x, username: u, password: p }', /verify must be true or false/],
    [
      'interface: best\n    auth: { auth_url: http://x, username: u, password: p }',
      /interface must be public, internal/,
    ],
    ['api_timeout: soon\n    auth: { auth_url: http://x, username: u, password: p }', /api_timeout must be a number/],
  ])('tells what is wrong with a cloud: %s', async (cloud, message) => {
    await write('work/clouds.yaml', `clouds:\n  lab:\n    ${cloud}\n`);
    const error: unknown = await load().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'OPENSTACK_CONFIG_INVALID' });
    expect((error as Error).message).toMatch(/^In cloud 'lab' of .*clouds\.yaml: /);
    expect((error as Error).message).toMatch(message);
  });
});

describe('OS_* variables', () => {
  const password = { OS_AUTH_URL: 'http://127.0.0.1:5000', OS_USERNAME: 'demo', OS_PASSWORD: 'p' };

  it('give a cloud with a password', async () => {
    await write('work/clouds.yaml', lab);
    expect(
      await load({
        ...password,
        OS_PROJECT_NAME: 'demo',
        OS_USER_DOMAIN_NAME: 'Users',
        OS_PROJECT_DOMAIN_ID: 'projects',
        OS_REGION_NAME: 'R',
        OS_INTERFACE: 'admin',
        OS_CACERT: '/ca.pem',
        OS_INSECURE: 'true',
        OS_COMPUTE_ENDPOINT_OVERRIDE: 'http://nova',
      })
    ).toEqual({
      authUrl: 'http://127.0.0.1:5000',
      auth: { type: 'password', user: { name: 'demo', domainName: 'Users' }, password: 'p' },
      project: { name: 'demo', domainId: 'projects' },
      region: 'R',
      interface: 'admin',
      endpointOverrides: { compute: 'http://nova' },
      tls: { verify: false, caFile: '/ca.pem' },
    });
  });

  it('give a token or an application credential by what is set', async () => {
    const url = { OS_AUTH_URL: 'http://x' };
    expect(await load({ ...url, OS_TOKEN: 't', OS_PROJECT_ID: 'p' })).toMatchObject({
      auth: { type: 'token', token: 't' },
      project: { id: 'p' },
    });
    expect(
      await load({
        ...url,
        OS_APPLICATION_CREDENTIAL_ID: 'i',
        OS_APPLICATION_CREDENTIAL_SECRET: 's',
        OS_PROJECT_ID: 'p',
      })
    ).toMatchObject({ auth: { type: 'applicationCredential', id: 'i', secret: 's' }, project: undefined });
    expect(
      await load({
        ...url,
        OS_AUTH_TYPE: 'v3applicationcredential',
        OS_APPLICATION_CREDENTIAL_NAME: 'n',
        OS_APPLICATION_CREDENTIAL_SECRET: 's',
        OS_USER_ID: 'u',
      })
    ).toMatchObject({ auth: { type: 'applicationCredential', name: 'n', user: { id: 'u' } } });
  });

  it('may be of a Swift without a Keystone', async () => {
    const cloud = await load({ ...password, OS_AUTH_TYPE: 'v1password', OS_PASSWORD: 'swift key' });
    expect(cloud.auth).toEqual({ type: 'v1Password', user: password.OS_USERNAME, password: 'swift key' });
    expect(JSON.stringify(cloud)).not.toContain('swift key');
  });

  it('yield to a cloud that is named', async () => {
    await write('work/clouds.yaml', lab);
    expect((await load({ ...password, OS_CLOUD: 'lab' })).name).toBe('lab');
  });

  it('are named when one is missing', async () => {
    await expect(load({ OS_USERNAME: 'demo' })).rejects.toMatchObject({
      code: 'OPENSTACK_CONFIG_INVALID',
      message: 'In the environment: OS_AUTH_URL is missing.',
    });
    await expect(load({ ...password, OS_PASSWORD: '' })).rejects.toThrow('OS_PASSWORD is missing');
  });
});

it('shows no secret in JSON or inspect output', async () => {
  await write('work/clouds.yaml', lab);
  const cloud = await load();
  for (const shown of [
    JSON.stringify({ cloud }),
    inspect({ cloud }, { depth: 9, showHidden: true }),
    inspect(cloud.auth),
  ]) {
    expect(shown).not.toContain('labpass');
    expect(shown).toContain('demo');
  }
});
