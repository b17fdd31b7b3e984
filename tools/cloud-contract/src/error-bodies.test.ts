import { collect } from '@karbor/openstack';
import type { ServiceType } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { contract } from './cloud/contract.fixture.js';
import { tokenOf } from './cloud/token.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
let token: string;

beforeAll(async () => {
  token = await tokenOf(await cloud.cloud.config('demo'));
});

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(service: ServiceType, path: string, init: Sent = {}) {
  const headers = { 'x-auth-token': token, 'content-type': 'application/json', ...init.headers };
  const answer = await fetch(`${await cloud.demo.endpoint(service)}${path}`, { ...init, headers });
  const type = answer.headers.get('content-type')?.split(';')[0];
  const text = await answer.text();
  return { status: answer.status, type, body: type === 'application/json' ? (JSON.parse(text) as unknown) : text };
}

test('Cinder and Nova name the kind of error', async () => {
  const message = expect.any(String) as string;
  expect(await ask('volume', `/volumes/${nowhere}`)).toEqual({
    ...{ status: 404, type: 'application/json' },
    body: { itemNotFound: { code: 404, message: `Volume ${nowhere} could not be found.` } },
  });
  expect(await ask('volume', '/volumes', { method: 'POST', body: JSON.stringify({ volume: { size: 'x' } }) })).toEqual({
    ...{ status: 400, type: 'application/json' },
    body: { badRequest: { code: 400, message } },
  });
  expect(await ask('compute', `/servers/${nowhere}`)).toEqual({
    ...{ status: 404, type: 'application/json' },
    body: { itemNotFound: { code: 404, message: `Instance ${nowhere} could not be found.` } },
  });
  expect(await ask('compute', '/servers', { method: 'POST', body: JSON.stringify({ server: {} }) })).toEqual({
    ...{ status: 400, type: 'application/json' },
    body: { badRequest: { code: 400, message } },
  });
});

test('Neutron names the type of error', async () => {
  expect(await ask('network', `/ports/${nowhere}`)).toEqual({
    ...{ status: 404, type: 'application/json' },
    body: { NeutronError: { type: 'PortNotFound', message: `Port ${nowhere} could not be found.`, detail: '' } },
  });
  const [network] = await collect(cloud.demo.network.listNetworks({ filters: { name: 'private' } }));
  const id = network?.id ?? '';
  const post = (port: object) =>
    ask('network', '/ports', { method: 'POST', body: JSON.stringify({ port: { network_id: id, ...port } }) });
  expect(await post({ fixed_ips: [{ ip_address: '203.0.113.5' }] })).toMatchObject({
    status: 400,
    body: { NeutronError: { type: 'InvalidIpForNetwork' } },
  });
  const secured = {
    port_security_enabled: false,
    security_groups: (await cloud.make.port({ network_id: id })).security_groups,
  };
  expect(await post(secured)).toMatchObject({
    status: 400,
    body: { NeutronError: { type: 'PortSecurityAndIPRequiredForSecurityGroups' } },
  });
});

test('Keystone has an error with a title', async () => {
  const base = (await cloud.cloud.config('demo')).authUrl;
  const answer = await fetch(`${base}/projects/none`, { headers: { 'x-auth-token': 'none' } });
  expect([answer.status, await answer.json()]).toMatchObject([
    401,
    { error: { code: 401, title: 'Unauthorized', message: expect.any(String) as string } },
  ]);
  expect(answer.headers.get('www-authenticate')).toMatch(/^Keystone uri=/);
});

test('Glance and Swift answer in HTML', async () => {
  expect(await ask('image', `/images/${nowhere}`)).toMatchObject({
    status: 404,
    type: 'text/html',
    body: expect.stringContaining(`No image found with ID ${nowhere}`) as string,
  });
  expect(await ask('object-store', `/${cloud.name('missing')}/a`)).toMatchObject({
    status: 404,
    type: 'text/html',
    body: expect.stringContaining('<h1>Not Found</h1>') as string,
  });
});

test('JSON that is none, and a token that is none, are refused', async () => {
  const init = { method: 'POST', body: '{' };
  for (const [service, path] of [
    ['volume', '/volumes'],
    ['compute', '/servers'],
    ['network', '/ports'],
    ['image', '/images'],
  ] as const) {
    expect([service, (await ask(service, path, init)).status]).toEqual([service, 400]);
    expect([service, (await ask(service, path, { headers: { 'x-auth-token': 'none' } })).status]).toEqual([
      service,
      401,
    ]);
  }
});
