import type { Network, Server } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { prepareBoot } from '../cloud/boot.fixture.js';
import type { Boot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { eventually, vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';

const cloud = contract();
let from: Boot;
/** Of the project `admin`. */
let network: Network;

beforeAll(async () => {
  from = await prepareBoot(cloud, 'shared');
  const { admin } = cloud;
  const answer = await admin.request<{ network: Network }>('network', {
    ...{ method: 'POST', path: '/networks' },
    json: { network: { name: cloud.name('network'), shared: true } },
  });
  network = answer.body.network;
  cloud.after(() => admin.network.deleteNetwork(network.id));
  await admin.network.createSubnet({ network_id: network.id, ip_version: 4, cidr: '198.51.100.0/28' });
});

async function becomesError(networks: readonly object[]): Promise<Server> {
  const { demo } = cloud;
  const { image, flavorRef } = from;
  const { id } = await demo.compute.createServer({ name: cloud.name('lost'), imageRef: image.id, flavorRef, networks });
  cloud.after(
    () => demo.compute.deleteServer(id),
    () => vanishes(() => demo.compute.showServer(id))
  );
  return eventually(
    'server',
    () => demo.compute.showServer(id),
    ({ status }) => status === 'ERROR'
  );
}

test('others see a shared network, whose it is, and use it', async () => {
  const { demo, admin, make } = cloud;
  expect(await demo.network.showNetwork(network.id)).toMatchObject({ shared: true, project_id: await admin.projectId() });
  const port = await make.port({ network_id: network.id });
  expect(port).toMatchObject({ project_id: await demo.projectId(), port_security_enabled: true });
});

test.each([
  ['an address', { fixed_ips: [{ ip_address: '198.51.100.7' }] }],
  ['no port security', { port_security_enabled: false }],
  ['other addresses to send from', { allowed_address_pairs: [{ ip_address: '198.51.100.9' }] }],
])('only its owner and administrators may ask for %s: 403', async (_what, asked) => {
  const { admin, make } = cloud;
  const refusal = await refused(make.port({ network_id: network.id, ...asked }), 403, /disallowed by policy/);
  expect(refusal.code).toBe('OPENSTACK_FORBIDDEN');
  await make.port({ network_id: network.id, name: cloud.name('port'), ...asked }, admin);
});

test('a server that asks for an address there becomes ERROR, with a fault that names no address', async () => {
  const lost = await becomesError([{ uuid: network.id, fixed_ip: '198.51.100.11' }]);
  expect(lost.fault?.message).toMatch(/Exhausted all hosts available for retrying build failures/);
  expect(lost.fault?.message).not.toContain('198.51.100.11');
});

test('a server in an external network of another project becomes ERROR, one in a network without a subnet is refused', async () => {
  const { admin, demo, make } = cloud;
  const answer = await admin.request<{ network: Network }>('network', {
    ...{ method: 'POST', path: '/networks' },
    json: { network: { name: cloud.name('outside'), 'router:external': true } },
  });
  const outside = answer.body.network.id;
  cloud.after(() => admin.network.deleteNetwork(outside));
  const { image, flavorRef } = from;
  const inside = () => make.server({ imageRef: image.id, flavorRef, networks: [{ uuid: outside }] });
  await refused(inside(), 400, /requires a subnet in order to boot instances on/);
  await admin.network.createSubnet({ network_id: outside, ip_version: 4, cidr: '203.0.113.32/28' });
  expect(await demo.network.showNetwork(outside)).toMatchObject({ 'router:external': true, shared: false });
  const lost = await becomesError([{ uuid: outside }]);
  expect(lost.fault?.message).toMatch(/aborted: Failed to allocate the network\(s\), not rescheduling/);
});
