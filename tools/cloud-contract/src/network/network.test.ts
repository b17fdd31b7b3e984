import { collect } from '@karbor/openstack';
import type { Network, Subnet } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { contract } from '../cloud/contract.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { networkShape, portShape, securityGroupShape, subnetShape } from '../shapes/network.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
let network: Network;
let subnet: Subnet;

beforeAll(async () => {
  const { network: neutron } = cloud.demo;
  network = await neutron.createNetwork({ name: cloud.name('network') });
  cloud.after(() => neutron.deleteNetwork(network.id));
  subnet = await neutron.createSubnet({
    network_id: network.id,
    ip_version: 4,
    cidr: '192.0.2.0/28',
    name: cloud.name('subnet'),
  });
});

async function makeGroup(): Promise<string> {
  const { network: neutron } = cloud.demo;
  const { id } = await neutron.createSecurityGroup({ name: cloud.name('group'), description: 'd' });
  cloud.after(() => neutron.deleteSecurityGroup(id));
  return id;
}

test('networks and subnets are shown and listed', async () => {
  const { network: neutron } = cloud.demo;
  const shown = networkShape.parse(await neutron.showNetwork(network.id));
  expect(shown).toMatchObject({
    name: network.name,
    subnets: [subnet.id],
    shared: false,
    'router:external': false,
    status: 'ACTIVE',
  });
  expect(subnetShape.parse(subnet)).toMatchObject({
    ...{ network_id: network.id, cidr: '192.0.2.0/28', gateway_ip: '192.0.2.1', ip_version: 4 },
    allocation_pools: [{ start: '192.0.2.2', end: '192.0.2.14' }],
  });
  const byName = await collect(neutron.listNetworks({ filters: { name: network.name } }));
  expect(byName.map(({ id }) => id)).toEqual([network.id]);
  const bySubnet = await collect(neutron.listSubnets({ filters: { network_id: network.id } }));
  expect(bySubnet.map(({ id }) => id)).toEqual([subnet.id]);
});

test('a port has the default group and a free address unless it asks for others', async () => {
  const { demo, make } = cloud;
  const group = await makeGroup();
  const fixed_ips = [{ ip_address: '192.0.2.9' }, { ip_address: '192.0.2.5' }];
  const asked = await make.port({ network_id: network.id, fixed_ips, security_groups: [group] });
  expect(asked).toMatchObject({ security_groups: [group] });
  expect(asked.fixed_ips.map(({ ip_address }) => ip_address).sort()).toEqual(['192.0.2.5', '192.0.2.9']);
  const port = portShape.parse(await make.port({ network_id: network.id }));
  const groups = await collect(demo.network.listSecurityGroups({ filters: { name: 'default' } }));
  expect(port).toMatchObject({
    ...{ network_id: network.id, status: 'DOWN', device_id: '', device_owner: '', 'binding:vnic_type': 'normal' },
    ...{ port_security_enabled: true, security_groups: groups.map(({ id }) => id), project_id: await demo.projectId() },
    fixed_ips: [{ subnet_id: subnet.id, ip_address: expect.stringMatching(/^192\.0\.2\.\d+$/) as string }],
  });
  const mac_address = 'fa:16:3e:00:00:77';
  expect(await make.port({ network_id: network.id, mac_address })).toMatchObject({ mac_address });
});

test('lists take filters by name, network, address and device, and go on page by page', async () => {
  const { demo, make } = cloud;
  const name = cloud.name('same');
  // Before the others: they get any address that is free.
  const other = await make.port({ network_id: network.id, fixed_ips: [{ ip_address: '192.0.2.12' }] });
  const ports = [await make.port({ network_id: network.id, name }), await make.port({ network_id: network.id, name })];
  const ids = async (filters: Record<string, string>) =>
    (await collect(demo.network.listPorts({ filters, pageSize: 1 }))).map((one) => portShape.parse(one).id).sort();
  expect(await ids({ name })).toEqual(ports.map(({ id }) => id).sort());
  expect(await ids({ network_id: network.id, fixed_ips: 'ip_address=192.0.2.12' })).toEqual([other.id]);
  expect(await ids({ network_id: network.id })).toHaveLength(3);
  expect(await ids({ device_id: nowhere })).toEqual([]);
  expect(await ids({ name: 'no such name' })).toEqual([]);
});

test('an address is given once: 409, and only from a subnet: 400', async () => {
  const { make } = cloud;
  const fixed_ips = [{ ip_address: '192.0.2.7' }];
  await make.port({ network_id: network.id, fixed_ips });
  const again = await refused(
    make.port({ network_id: network.id, fixed_ips }),
    409,
    new RegExp(`IP address 192\\.0\\.2\\.7 already allocated in subnet ${subnet.id}`)
  );
  expect(again.code).toBe('OPENSTACK_CONFLICT');
  await refused(
    make.port({ network_id: network.id, fixed_ips: [{ ip_address: '198.51.100.1' }] }),
    400,
    /IP address 198\.51\.100\.1 is not a valid IP for any of the subnets on the specified network/
  );
});

test('a port without port security has no groups, and takes none', async () => {
  const { make } = cloud;
  const wanted = { network_id: network.id, port_security_enabled: false };
  expect(await make.port({ ...wanted, security_groups: [] })).toMatchObject({
    port_security_enabled: false,
    security_groups: [],
  });
  expect(await make.port(wanted)).toMatchObject({ security_groups: [] });
  const group = await makeGroup();
  await refused(
    make.port({ ...wanted, security_groups: [group] }),
    400,
    /Port security must be enabled and port must have an IP address in order to use security groups/
  );
});

test('a port may send from other addresses, by default with its own MAC address', async () => {
  const { demo, make } = cloud;
  const pairs = [{ ip_address: '198.51.100.7' }, { ip_address: '198.51.100.8', mac_address: 'fa:16:3e:00:00:08' }];
  const port = portShape.parse(await make.port({ network_id: network.id, allowed_address_pairs: pairs }));
  const shown = [{ ...pairs[0], mac_address: port.mac_address }, pairs[1]];
  const sorted = (some: typeof port.allowed_address_pairs = []) => some.toSorted((a, b) => (a.ip_address < b.ip_address ? -1 : 1));
  expect(sorted(port.allowed_address_pairs)).toEqual(shown);
  expect(sorted((await demo.network.showPort(port.id)).allowed_address_pairs)).toEqual(shown);
  await refused(
    make.port({ network_id: network.id, port_security_enabled: false, allowed_address_pairs: pairs }),
    409,
    /Port Security must be enabled in order to have allowed address pairs on a port/
  );
});

test('a port keeps the kind of its interface, and can be renamed', async () => {
  const { demo, make } = cloud;
  const { id } = await make.port({ network_id: network.id, 'binding:vnic_type': 'direct' });
  const name = cloud.name('renamed');
  await demo.request('network', { method: 'PUT', path: `/ports/${id}`, json: { port: { name } } });
  expect(await demo.network.showPort(id)).toMatchObject({ name, 'binding:vnic_type': 'direct' });
});

test('what is not there is not found', async () => {
  const { demo, alt, make } = cloud;
  const { network: neutron } = demo;
  await refused(neutron.showNetwork(nowhere), 404, new RegExp(`Network ${nowhere} could not be found`));
  await refused(neutron.showSubnet(nowhere), 404, new RegExp(`Subnet ${nowhere} could not be found`));
  await refused(neutron.showPort(nowhere), 404, new RegExp(`Port ${nowhere} could not be found`));
  await refused(neutron.deletePort(nowhere), 404, new RegExp(`Port ${nowhere} could not be found`));
  await refused(neutron.showSecurityGroup(nowhere), 404, new RegExp(`Security group ${nowhere} does not exist`));
  await refused(make.port({ network_id: nowhere }), 404, new RegExp(`Network ${nowhere} could not be found`));
  await refused(
    make.port({ network_id: network.id, security_groups: [nowhere] }),
    404,
    new RegExp(`Security group ${nowhere} does not exist`)
  );
  await refused(alt.network.showNetwork(network.id), 404, /could not be found/);
  const { id } = await make.port({ network_id: network.id });
  await neutron.deletePort(id);
  await refused(neutron.showPort(id), 404, new RegExp(`Port ${id} could not be found`));
});

test('security groups may share a name, and stay while a port has them', async () => {
  const { demo, make } = cloud;
  const name = cloud.name('twins');
  for (let twin = 0; twin < 2; twin += 1) {
    const { id } = await demo.network.createSecurityGroup({ name });
    cloud.after(() => demo.network.deleteSecurityGroup(id));
  }
  const [group, other] = (await collect(demo.network.listSecurityGroups({ filters: { name } }))).map((one) =>
    securityGroupShape.parse(one)
  );
  expect(group?.security_group_rules.map(({ direction, ethertype }) => `${direction} ${ethertype}`).sort()).toEqual([
    'egress IPv4',
    'egress IPv6',
  ]);
  const { id } = group ?? { id: '' };
  await make.port({ network_id: network.id, security_groups: [id] });
  await refused(demo.network.deleteSecurityGroup(id), 409, new RegExp(`Security Group ${id} in use`));
  await demo.network.deleteSecurityGroup(other?.id ?? '');
  await refused(demo.network.showSecurityGroup(other?.id ?? ''), 404, /does not exist/);
});

test('security groups are listed by several ids at once', async () => {
  const { demo } = cloud;
  const ids = [await makeGroup(), await makeGroup(), await makeGroup()];
  const listed = async (id: readonly string[]) =>
    (await collect(demo.network.listSecurityGroups({ filters: { id }, pageSize: 1 }))).map((one) => one.id).sort();
  expect(await listed(ids.slice(1))).toEqual(ids.slice(1).sort());
  expect(await listed([ids[0] ?? '', nowhere])).toEqual([ids[0]]);
  expect(await listed([nowhere])).toEqual([]);
});

test('a network with ports is not deleted', async () => {
  const { demo, make } = cloud;
  await make.port({ network_id: network.id });
  await refused(
    demo.network.deleteNetwork(network.id),
    409,
    new RegExp(`Unable to complete operation on network ${network.id}. There are one or more ports still in use`)
  );
});
