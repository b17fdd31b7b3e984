import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received, request } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let demo: Client;
let alt: Client;
let admin: Client;
beforeAll(async () => {
  cloud = await startDevcloud();
  [demo, alt, admin] = await Promise.all([Client.open(cloud), Client.open(cloud, 'alt'), Client.open(cloud, 'admin')]);
});
afterAll(() => cloud.stop());

const create = (kind: string, path: string, body: object): Promise<Received> =>
  demo.post('network', path, { [kind]: body });

it('answers as Neutron does', async () => {
  const listed = await demo.get('network', '/networks?router:external=false');
  expectAsRecorded(listed, 'neutron', 'networks');
  expect(listed.each('networks', 'name')).toEqual(['private']);
  const network = await create('network', '/networks', { name: 'n1', admin_state_up: true });
  expectAsRecorded(network, 'neutron', 'network create');
  const networkId = network.text('network.id');
  const subnet = await create('subnet', '/subnets', {
    network_id: networkId,
    ip_version: 4,
    cidr: '10.9.0.0/24',
    name: 'sn1',
  });
  expectAsRecorded(subnet, 'neutron', 'subnet create');
  expect(subnet.at('subnet')).toMatchObject({
    gateway_ip: '10.9.0.1',
    allocation_pools: [{ start: '10.9.0.2', end: '10.9.0.254' }],
  });
  const port = await create('port', '/ports', { network_id: networkId, name: 'p1' });
  expectAsRecorded(port, 'neutron', 'port create');
  const portPath = `/ports/${port.text('port.id')}`;
  expectAsRecorded(await demo.get('network', portPath), 'neutron', 'port show');
  const group = await create('security_group', '/security-groups', { name: 'sg1', description: 'x' });
  expectAsRecorded(group, 'neutron', 'security group create');
  const groupId = group.text('security_group.id');
  const rule = {
    security_group_id: groupId,
    direction: 'ingress',
    protocol: 'tcp',
    port_range_min: 22,
    port_range_max: 22,
    ethertype: 'IPv4',
  };
  const made = await create('security_group_rule', '/security-group-rules', rule);
  expectAsRecorded(made, 'neutron', 'security group rule create');
  expect(made.at('security_group_rule')).toMatchObject(rule);
  expect((await create('security_group_rule', '/security-group-rules', rule)).at('NeutronError.type')).toBe(
    'SecurityGroupRuleExists',
  );
  expect((await demo.delete('network', `/networks/${networkId}`)).at('NeutronError.type')).toBe('NetworkInUse');
  expect((await demo.delete('network', `/subnets/${subnet.text('subnet.id')}`)).at('NeutronError.type')).toBe(
    'SubnetInUse',
  );
  expectAsRecorded(await demo.delete('network', portPath), 'neutron', 'port delete');
  expectAsRecorded(await demo.delete('network', `/security-groups/${groupId}`), 'neutron', 'security group delete');
  expectAsRecorded(await demo.delete('network', `/networks/${networkId}`), 'neutron', 'network delete');
  expect((await demo.get('network', portPath)).body).toMatchObject({
    NeutronError: { type: 'PortNotFound', detail: '' },
  });
});

describe('addresses', () => {
  it('come from the pools until there are none', async () => {
    const networkId = (await create('network', '/networks', { name: 'tiny' })).text('network.id');
    await create('subnet', '/subnets', { network_id: networkId, ip_version: 4, cidr: '192.168.7.0/29' });
    const add = (fixed?: object): Promise<Received> =>
      create('port', '/ports', { network_id: networkId, ...(fixed && { fixed_ips: [fixed] }) });
    expect((await add({ ip_address: '192.168.7.4' })).at('port.fixed_ips.0.ip_address')).toBe('192.168.7.4');
    expect((await add({ ip_address: '192.168.7.4' })).at('NeutronError.type')).toBe('IpAddressAlreadyAllocated');
    expect((await add({ ip_address: '10.1.1.1' })).at('NeutronError.type')).toBe('InvalidIpForNetwork');
    const given: unknown[] = [];
    for (let count = 0; count < 4; count += 1) given.push((await add()).at('port.fixed_ips.0.ip_address'));
    expect(given).toEqual(['192.168.7.2', '192.168.7.3', '192.168.7.5', '192.168.7.6']);
    expect((await add()).at('NeutronError.type')).toBe('IpAddressGenerationFailure');
    const first = await demo.get('network', '/ports?fixed_ips=ip_address=192.168.7.4&fields=id');
    expect(Object.keys((first.at('ports') as object[])[0] ?? {})).toEqual(['id']);
    const moved = await demo.put('network', `/ports/${first.text('ports.0.id')}`, {
      port: { name: 'moved', fixed_ips: [{ ip_address: '192.168.7.1' }] },
    });
    expect(moved.at('port')).toMatchObject({
      name: 'moved',
      fixed_ips: [{ ip_address: '192.168.7.1' }],
      revision_number: 2,
    });
  });

  it('refuses a subnet that is none', async () => {
    const networkId = (await create('network', '/networks', {})).text('network.id');
    expect((await create('subnet', '/subnets', { network_id: networkId, cidr: '300.0.0.0/8' })).status).toBe(400);
    for (const wrong of [
      { ip_version: 4, cidr: 'fd00::/64' },
      { ip_version: 4, cidr: '10.0.0.0/24', ipv6_address_mode: 'slaac' },
      { ip_version: 6, cidr: 'fd00::/65', ipv6_address_mode: 'slaac' },
      { ip_version: 6, cidr: 'fd00::/64', ipv6_address_mode: 'slaac', ipv6_ra_mode: 'dhcpv6-stateful' },
      { ip_version: 6, cidr: 'fd00::/64', ipv6_address_mode: 'slaac', enable_dhcp: false },
    ])
      expect((await create('subnet', '/subnets', { network_id: networkId, ...wrong })).at('NeutronError.type')).toBe(
        'InvalidInput',
      );
  });

  it('are of both versions, and follow from the MAC address where a subnet says so', async () => {
    const networkId = (await create('network', '/networks', { name: 'dual' })).text('network.id');
    const add = async (subnet: object): Promise<Received> =>
      create('subnet', '/subnets', { network_id: networkId, ...subnet });
    const stateful = { ipv6_address_mode: 'dhcpv6-stateful', ipv6_ra_mode: 'dhcpv6-stateful' };
    const managed = await add({ ip_version: 6, cidr: 'fd00:1::/64', ...stateful });
    expect(managed.at('subnet')).toMatchObject({
      ...{ ip_version: 6, gateway_ip: 'fd00:1::', ...stateful },
      allocation_pools: [{ start: 'fd00:1::1', end: 'fd00:1::ffff:ffff:ffff:ffff' }],
    });
    await add({ ip_version: 4, cidr: '10.9.0.0/24' });
    const automatic = await add({ ip_version: 6, cidr: 'fd00:2::/64', ipv6_address_mode: 'slaac' });
    const port = async (asked: object = {}): Promise<Received> =>
      create('port', '/ports', { network_id: networkId, mac_address: 'fa:16:3e:00:00:77', ...asked });
    const own = 'fd00:2::f816:3eff:fe00:77';
    const addresses = (received: Received): unknown[] => received.each('port.fixed_ips', 'ip_address');
    expect(addresses(await port())).toEqual(['10.9.0.2', 'fd00:1::1', own]);
    const asked = await port({
      ...{ mac_address: 'fa:16:3e:00:00:78' },
      fixed_ips: [{ ip_address: 'FD00:1:0::0005' }, { subnet_id: automatic.text('subnet.id') }],
    });
    expect(addresses(asked)).toEqual(['fd00:1::5', 'fd00:2::f816:3eff:fe00:78']);
    expect((await port({ fixed_ips: [{ ip_address: 'fd00:1::5' }] })).at('NeutronError.type')).toBe(
      'IpAddressAlreadyAllocated',
    );
    expect((await port({ fixed_ips: [{ ip_address: 'fd00:2::5' }] })).at('NeutronError.type')).toBe(
      'AllocationOnAutoAddressSubnet',
    );
    expect((await port({ fixed_ips: [{}] })).at('NeutronError.type')).toBe('InvalidInput');
    const found = await demo.get('network', '/ports?fixed_ips=ip_address=fd00:1::5&fields=id');
    expect(found.each('ports', 'id')).toEqual([asked.text('port.id')]);
  });
});

describe('several projects', () => {
  it('sees its own networks, shared ones and external ones', async () => {
    const names = async (client: Client): Promise<unknown[]> =>
      (await client.get('network', '/networks')).each('networks', 'name');
    const own = await create('network', '/networks', { name: 'own' });
    expect(await names(alt)).toEqual(['public', 'private']);
    expect((await alt.get('network', `/networks/${own.text('network.id')}`)).status).toBe(404);
    expect((await demo.post('network', '/networks', { network: { shared: true } })).at('NeutronError.type')).toBe(
      'PolicyNotAuthorized',
    );
    const shared = await admin.post('network', '/networks', { network: { name: 'shared', shared: true } });
    expect(await names(alt)).toEqual(['public', 'private', 'shared']);
    expect((await alt.delete('network', `/networks/${shared.text('network.id')}`)).status).toBe(403);
    expect((await request(demo.address('network', '/networks'), 'GET')).at('error.code')).toBe(401);
  });

  it('each has its default security group', async () => {
    const groups = await demo.get('network', '/security-groups?name=default');
    expect(groups.at('security_groups.0.project_id')).toBe(demo.projectId);
    expect(groups.each('security_groups.0.security_group_rules', 'direction').sort()).toEqual([
      'egress',
      'egress',
      'ingress',
      'ingress',
    ]);
    const id = groups.text('security_groups.0.id');
    expect((await demo.delete('network', `/security-groups/${id}`)).at('NeutronError.type')).toBe(
      'SecurityGroupCannotRemoveDefault',
    );
  });
});

it('keeps quotas, tags and pages', async () => {
  const path = `/quotas/${demo.projectId}`;
  expect((await demo.put('network', path, { quota: { port: 7 } })).status).toBe(403);
  await admin.put('network', path, { quota: { port: 7 } });
  expect((await demo.get('network', path)).at('quota')).toMatchObject({ port: 7, network: 100 });
  await admin.delete('network', path);
  expect((await demo.get('network', path)).at('quota.port')).toBe(500);
  const id = (await create('network', '/networks', { name: 'tagged' })).text('network.id');
  await demo.send('PUT', 'network', `/networks/${id}/tags/gold`);
  expect((await demo.get('network', '/networks?tags=gold')).each('networks', 'id')).toEqual([id]);
  const page = await demo.get('network', '/networks?limit=1');
  expect(page.text('networks_links.0.href')).toContain('marker=');
});
