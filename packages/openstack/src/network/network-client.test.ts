import { afterEach, beforeEach, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import { collect } from '../session/collect.js';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.close());

it.each([
  ['Network', 'networks', 'network', { name: 'n' }],
  ['Subnet', 'subnets', 'subnet', { network_id: 'n', ip_version: 4, cidr: '10.0.0.0/24' }],
  ['Port', 'ports', 'port', { network_id: 'n', fixed_ips: [{ ip_address: '10.0.0.3' }] }],
  ['SecurityGroup', 'security-groups', 'security_group', { name: 'n' }],
] as const)('lists, shows, creates and deletes a %s', async (kind, path, key, wanted) => {
  const { network } = cloud.session();
  cloud.on(`GET /network/v2.0/${path}`, (_request, response) => {
    json(response, 200, { [path.replace('-', '_')]: [{ id: 'x' }] });
  });
  cloud.on(`GET /network/v2.0/${path}/x`, (_request, response) => {
    json(response, 200, { [key]: { id: 'x' } });
  });
  cloud.on(`POST /network/v2.0/${path}`, async (request, response) => {
    json(response, 201, JSON.parse(await request.text()));
  });
  cloud.on(`DELETE /network/v2.0/${path}/x`, (_request, response) => {
    response.writeHead(204, { 'x-openstack-request-id': 'req-d' }).end();
  });
  expect(await collect<unknown>(network[`list${kind}s`]({ filters: { name: 'n' } }))).toEqual([{ id: 'x' }]);
  expect(await network[`show${kind}`]('x')).toEqual({ id: 'x' });
  expect(await network[`create${kind}`](wanted as never)).toEqual(wanted);
  expect(await network[`delete${kind}`]('x')).toEqual({ requestId: 'req-d' });
  expect(cloud.calls[0]).toBe(`GET /network/v2.0/${path}?name=n`);
});

it('tells of a quota as such, and shows and changes quotas', async () => {
  const { network } = cloud.session();
  const message = "Quota exceeded for resources: ['port'].";
  cloud.on('POST /network/v2.0/ports', (_request, response) => {
    json(response, 409, { NeutronError: { type: 'OverQuota', message, detail: '' } });
  });
  cloud.on('GET /network/v2.0/quotas/p', (_request, response) => {
    json(response, 200, { quota: { port: 500, project_id: 'p' } });
  });
  cloud.on('PUT /network/v2.0/quotas/p', async (request, response) => {
    json(response, 200, JSON.parse(await request.text()));
  });
  await expect(network.createPort({ network_id: 'n' })).rejects.toMatchObject({
    code: 'OPENSTACK_OVER_LIMIT',
    serviceMessage: message,
  });
  expect(await network.showQuota('p')).toEqual({ port: 500 });
  expect(await network.updateQuota('p', { port: 600 })).toEqual({ port: 600 });
});
