import { collect } from '@karbor/openstack';
import type { CreateSubnet, Port, Subnet } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { prepareBoot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { subnetShape } from '../shapes/network.fixture.js';

const cloud = contract();
/** With a subnet of IPv4, one of IPv6 whose addresses are given, and one of IPv6 whose addresses follow from the interface. */
let networkId: string;
let ipv4: Subnet;
let managed: Subnet;
let automatic: Subnet;

const modes = { managed: 'dhcpv6-stateful', automatic: 'slaac' } as const;
const both = (mode: keyof typeof modes) => ({ ipv6_address_mode: modes[mode], ipv6_ra_mode: modes[mode] });
const inManaged = expect.stringMatching(/^2001:db8:7::[0-9a-f:]+$/) as string;
const inIpv4 = expect.stringMatching(/^192\.0\.2\.\d+$/) as string;

beforeAll(async () => {
  const { network } = cloud.demo;
  networkId = await makeNetwork();
  const add = (subnet: Omit<CreateSubnet, 'network_id'>) => network.createSubnet({ network_id: networkId, ...subnet });
  ipv4 = await add({ ip_version: 4, cidr: '192.0.2.0/24' });
  managed = await add({ ip_version: 6, cidr: '2001:db8:7::/64', ...both('managed') });
  automatic = await add({ ip_version: 6, cidr: '2001:db8:8::/64', ...both('automatic') });
});

async function makeNetwork(): Promise<string> {
  const { network } = cloud.demo;
  const { id } = await network.createNetwork({ name: cloud.name('network') });
  cloud.after(() => network.deleteNetwork(id));
  return id;
}

/** Ids of subnets and addresses; Neutron tells them in any order. */
function addressesOf({ fixed_ips }: Pick<Port, 'fixed_ips'>): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const { subnet_id, ip_address } of fixed_ips) (all[subnet_id] ??= []).push(ip_address);
  return all;
}

const shortest = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

/** What follows from the port's MAC address (modified EUI-64, RFC 4291). */
function ownAddress({ mac_address }: Pick<Port, 'mac_address'>): string {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = mac_address.split(':');
  const first = (Number.parseInt(a, 16) ^ 2).toString(16).padStart(2, '0');
  return shortest(`2001:db8:8:0:${first}${b}:${c}ff:fe${d}:${e}${f}`);
}

test('subnets of IPv6 tell how their addresses come about', () => {
  expect(subnetShape.parse(ipv4)).toMatchObject({ ip_version: 4, ipv6_address_mode: null, ipv6_ra_mode: null });
  expect(subnetShape.parse(managed)).toMatchObject({
    ...{ ip_version: 6, cidr: '2001:db8:7::/64', gateway_ip: '2001:db8:7::', ...both('managed') },
    allocation_pools: [{ start: '2001:db8:7::1', end: expect.stringMatching(/^2001:db8:7:(:|0:)ffff:ffff:ffff:ffff$/) as string }],
  });
  expect(subnetShape.parse(automatic)).toMatchObject({ ip_version: 6, ...both('automatic') });
});

test('a port that asks for no address has one of each version, and the one that follows from it', async () => {
  const port = await cloud.make.port({ network_id: networkId });
  expect(addressesOf(port)).toEqual({
    [ipv4.id]: [inIpv4],
    [managed.id]: [inManaged],
    [automatic.id]: [ownAddress(port)],
  });
});

test('a port that asks for addresses has these, and besides only the one that follows from it', async () => {
  const { make } = cloud;
  const one = await make.port({ network_id: networkId, fixed_ips: [{ ip_address: '192.0.2.21' }] });
  expect(addressesOf(one)).toEqual({ [ipv4.id]: ['192.0.2.21'], [automatic.id]: [ownAddress(one)] });
  const fixed_ips = [{ ip_address: '192.0.2.22' }, { ip_address: '2001:db8:7::22' }];
  const two = await make.port({ network_id: networkId, fixed_ips });
  expect(addressesOf(two)).toEqual({
    [ipv4.id]: ['192.0.2.22'],
    [managed.id]: ['2001:db8:7::22'],
    [automatic.id]: [ownAddress(two)],
  });
});

test('a port that asks for any address of a subnet has one of it, and no second one where they follow from it', async () => {
  const fixed_ips = [{ ip_address: '192.0.2.31' }, { subnet_id: managed.id }, { subnet_id: automatic.id }];
  const port = await cloud.make.port({ network_id: networkId, fixed_ips });
  expect(addressesOf(port)).toEqual({
    [ipv4.id]: ['192.0.2.31'],
    [managed.id]: [inManaged],
    [automatic.id]: [ownAddress(port)],
  });
});

test('an address of IPv6 is given once: 409, and its port is found by it', async () => {
  const { demo, make } = cloud;
  const fixed_ips = [{ ip_address: '2001:db8:7::41' }];
  const { id } = await make.port({ network_id: networkId, fixed_ips });
  const filters = { network_id: networkId, fixed_ips: 'ip_address=2001:db8:7::41' };
  expect((await collect(demo.network.listPorts({ filters }))).map((port) => port.id)).toEqual([id]);
  await refused(
    make.port({ network_id: networkId, fixed_ips: [{ ip_address: '192.0.2.41' }, ...fixed_ips] }),
    409,
    new RegExp(`IP address 2001:db8:7::41 already allocated in subnet ${managed.id}`)
  );
});

test('an address that would follow from the interface cannot be asked for: 400', async () => {
  const { make } = cloud;
  for (const ip_address of ['2001:db8:8::51', '2001:db8:8:0:f816:3eff:fe00:51'])
    await refused(
      make.port({ network_id: networkId, fixed_ips: [{ ip_address }] }),
      400,
      new RegExp(`IPv6 address ${ip_address} cannot be directly assigned to a port on subnet ${automatic.id} as the subnet is configured for automatic addresses`)
    );
});

test('a version and modes that do not go together are refused: 400', async () => {
  const { network } = cloud.demo;
  const network_id = await makeNetwork();
  const wrong: readonly [Omit<CreateSubnet, 'network_id'>, RegExp][] = [
    [{ ip_version: 4, cidr: '2001:db8:9::/64' }, /does not match the ip_version '4'/],
    [{ ip_version: 6, cidr: '2001:db8:9::/65', ...both('automatic') }, /requires the prefix to be \/64/],
    [{ ip_version: 6, cidr: '2001:db8:9::/64', ...both('automatic'), ipv6_ra_mode: 'dhcpv6-stateful' }, /they must be the same value/],
  ];
  for (const [subnet, message] of wrong) await refused(network.createSubnet({ network_id, ...subnet }), 400, message);
});

test('a server that asks for an address of IPv6 has this, and besides only the one that follows from its interface', async () => {
  const { demo, make } = cloud;
  const { image, flavorRef } = await prepareBoot(cloud, 'ipv6');
  const networks = [{ uuid: networkId, fixed_ip: '2001:db8:7::61' }];
  const server = await make.server({ imageRef: image.id, flavorRef, networks });
  const [port] = await collect(demo.network.listPorts({ filters: { device_id: server.id } }));
  if (port === undefined) throw new Error(`Server ${server.id} has no port.`);
  expect(addressesOf(port)).toEqual({ [managed.id]: ['2001:db8:7::61'], [automatic.id]: [ownAddress(port)] });
  const shown = Object.values(server.addresses).flat();
  expect(shown.map(({ addr, version }) => `${version} ${addr}`).sort()).toEqual([
    '6 2001:db8:7::61',
    `6 ${ownAddress(port)}`,
  ]);
});
