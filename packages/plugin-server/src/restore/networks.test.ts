import { randomUUID } from 'node:crypto';
import { collect } from '@karbor/openstack';
import type { Port } from '@karbor/openstack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lifeOf } from '../server-life.fixture.js';
import type { ServerLife } from '../server-life.fixture.js';
import { sessionOf, startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';

let demo: TestCloud;
let imageId: string;
/** Two networks and a server with an interface in each, in this order. */
let networkIds: string[];
let webGroup: string;
let id: string;
let life: ServerLife;

beforeAll(async () => {
  demo = await startTestCloud();
  imageId = await demo.cloud.seed.image({ name: 'cirros', bytes: Buffer.from('boot') });
  const { network } = demo.session;
  networkIds = [];
  for (const name of ['back', 'front']) {
    const { id: networkId } = await network.createNetwork({ name });
    await network.createSubnet({ network_id: networkId, ip_version: 4, cidr: name === 'back' ? '10.8.0.0/24' : '10.9.0.0/24' });
    networkIds.push(networkId);
  }
  webGroup = (await network.createSecurityGroup({ name: 'web' })).id;
});
afterAll(() => demo.stop());

beforeEach(async () => {
  const networks = [
    { uuid: networkIds[0], fixed_ip: '10.8.0.80' },
    { uuid: networkIds[1], fixed_ip: '10.9.0.90' },
  ];
  id = await demo.cloud.seed.server({ name: 'web', imageId, properties: { networks, security_groups: [{ name: 'web' }] } });
  life = await lifeOf(demo, id);
});
afterEach(async () => {
  demo.cloud.faults.clear();
  const { servers, ports } = demo.cloud.inventory();
  for (const server of servers) await demo.admin.compute.deleteServer(server.id);
  await demo.cloud.settled();
  for (const port of ports) await demo.admin.network.deletePort(port.id).catch(() => undefined);
});

const lose = async () => {
  await demo.session.compute.deleteServer(id);
  await demo.cloud.settled();
};
const portsOf = async (serverId = life.reports.at(-1)?.newId ?? ''): Promise<Port[]> => {
  const ports = await collect(demo.session.network.listPorts({ filters: { device_id: serverId } }));
  return networkIds.flatMap((networkId) => ports.filter(({ network_id }) => network_id === networkId));
};
const addresses = async () => (await portsOf()).map(({ fixed_ips }) => fixed_ips.map(({ ip_address }) => ip_address));
const change = (port: Port, changes: object) =>
  demo.session.request('network', { method: 'PUT', path: `/ports/${port.id}`, json: { port: changes } });

test('interfaces come back in order, with their groups and addresses, and go with the server', async () => {
  await life.protect();
  expect((life.savedInfo as { server: { interfaces: { networkId: string }[] } }).server.interfaces.map((one) => one.networkId)).toEqual(
    networkIds,
  );
  await lose();
  await life.restore();
  expect(await addresses()).toEqual([['10.8.0.80'], ['10.9.0.90']]);
  expect((await portsOf()).map(({ security_groups }) => security_groups)).toEqual([[webGroup], [webGroup]]);
  expect(life.warnings).toEqual([]);
  await demo.session.compute.deleteServer(life.reports.at(-1)?.newId ?? '');
  await demo.cloud.settled();
  expect(demo.cloud.inventory(demo.context.projectId).ports).toEqual([]);
});

test('an address that is taken is replaced by another, and this is said', async () => {
  await life.protect();
  await lose();
  await demo.session.network.createPort({ network_id: networkIds[1] ?? '', fixed_ips: [{ ip_address: '10.9.0.90' }] });
  await life.restore();
  const [back, front] = await addresses();
  expect(back).toEqual(['10.8.0.80']);
  expect(front).not.toEqual(['10.9.0.90']);
  expect(life.warnings).toEqual([
    expect.stringMatching(
      `Server "web" \\(${id}\\) cannot have 10.9.0.90 again in network ${networkIds[1] ?? ''} and gets another address there: Address .* is taken by port .*\\.$`,
    ),
  ]);
});

test('an address that proves taken only when it is asked for is replaced by another', async () => {
  await life.protect();
  await lose();
  demo.cloud.faults.add({
    ...{ service: 'compute', method: 'POST', path: /servers$/ },
    effect: { kind: 'status', status: 400, message: 'Fixed IP address 10.9.0.90 is already in use on instance x.' },
  });
  await life.restore();
  expect(await addresses()).toEqual([['10.8.0.80'], [expect.not.stringMatching('10.9.0.90')]]);
  expect(life.warnings).toHaveLength(1);
});

test('with restore_fixed_ips "require" it is an error, before anything is made', async () => {
  await life.protect();
  await expect(life.restore({ restore_fixed_ips: 'require' })).rejects.toMatchObject({
    code: 'KARBOR_ADDRESS_TAKEN',
    message: expect.stringContaining('10.8.0.80') as unknown,
  });
  expect(life.reports.at(-1)?.effects).toEqual([]);
  await lose();
  await life.restore({ restore_fixed_ips: 'require' });
  expect(await addresses()).toEqual([['10.8.0.80'], ['10.9.0.90']]);
});

test('with restore_fixed_ips "any" no address is asked for', async () => {
  await life.protect();
  await lose();
  await life.restore({ restore_fixed_ips: 'any' });
  expect(await addresses()).not.toContainEqual(['10.9.0.90']);
  expect(life.warnings).toEqual([]);
});

test('an address outside of the subnets that the network has now is replaced by another', async () => {
  await life.protect();
  const text = JSON.stringify(life.savedInfo);
  await lose();
  life = await lifeOfSaved(text.replaceAll('10.9.0.90', '192.168.7.7'));
  await life.restore();
  expect(life.warnings).toHaveLength(1);
});

test('an interface that Nova cannot make has a port of its own', async () => {
  const [back, front] = await portsOf(id);
  await change(back!, { security_groups: [], port_security_enabled: false });
  await change(front!, { fixed_ips: [{ ip_address: '10.9.0.91' }, { ip_address: '10.9.0.92' }] });
  await life.protect();
  await lose();
  await life.restore();
  const [newBack, newFront] = await portsOf();
  expect(newBack).toMatchObject({ name: '', port_security_enabled: false, security_groups: [] });
  expect(newFront).toMatchObject({ name: '', port_security_enabled: true, security_groups: [webGroup] });
  expect(await addresses()).toEqual([['10.8.0.80'], ['10.9.0.91', '10.9.0.92']]);
});

describe('in a network with IPv6', () => {
  let dualId: string;
  const managed = { ipv6_address_mode: 'dhcpv6-stateful', ipv6_ra_mode: 'dhcpv6-stateful' } as const;
  const automatic = { ipv6_address_mode: 'slaac', ipv6_ra_mode: 'slaac' } as const;
  const subnet = (network_id: string, cidr: string, modes: object = {}) =>
    demo.session.network.createSubnet({ network_id, ip_version: cidr.includes(':') ? 6 : 4, cidr, ...modes });
  const network = async (...subnets: (readonly [string, object?])[]) => {
    const { id: networkId } = await demo.session.network.createNetwork({ name: `dual-${randomUUID()}` });
    for (const [cidr, modes] of subnets) await subnet(networkId, cidr, modes);
    return networkId;
  };
  const dualPort = async (serverId = life.reports.at(-1)?.newId ?? '') => {
    const [port] = await collect(demo.session.network.listPorts({ filters: { device_id: serverId } }));
    return port!;
  };
  const ips = ({ fixed_ips }: Port) => fixed_ips.map(({ ip_address }) => ip_address);
  /** A server with this interface, protected and lost. */
  const loseOne = async (...given: string[]) => {
    const fixed_ips = given.map((ip_address) => ({ ip_address }));
    const { id: portId } = await demo.session.network.createPort({ network_id: dualId, fixed_ips });
    id = await demo.cloud.seed.server({ name: 'dual', imageId, properties: { networks: [{ port: portId }] } });
    life = await lifeOf(demo, id);
    await life.protect();
    const port = await dualPort(id);
    await lose();
    await demo.session.network.deletePort(portId);
    return port;
  };

  beforeAll(async () => {
    dualId = await network(['10.7.0.0/24'], ['fd00:7::/64', managed], ['fd00:8::/64', automatic]);
  });

  test('a server gets its addresses of both versions again, and those that follow from the interface anew', async () => {
    const before = await loseOne('10.7.0.70', 'fd00:7::70');
    expect(ips(before)).toEqual(['10.7.0.70', 'fd00:7::70', expect.stringMatching(/^fd00:8::f816:3eff:fe/)]);
    await life.restore({ restore_fixed_ips: 'require' });
    const after = await dualPort();
    expect(ips(after)).toEqual(['10.7.0.70', 'fd00:7::70', expect.stringMatching(/^fd00:8::f816:3eff:fe/)]);
    expect(ips(after)[2]).not.toBe(ips(before)[2]);
    expect(life.warnings).toEqual([]);
  });

  test('Nova makes the interface when all but one address follow from it', async () => {
    await loseOne('fd00:7::71');
    await life.restore();
    expect(ips(await dualPort())).toEqual(['fd00:7::71', expect.stringMatching(/^fd00:8::f816:3eff:fe/)]);
    expect(life.reports.at(-1)?.effects.map(({ kind }) => kind)).not.toContain('port');
  });

  test('an IPv6 address that is taken is replaced by another of its subnet, and this is said', async () => {
    await loseOne('10.7.0.72', 'fd00:7::72');
    const taken = await demo.session.network.createPort({ network_id: dualId, fixed_ips: [{ ip_address: 'fd00:7::72' }] });
    await expect(life.restore({ restore_fixed_ips: 'require' })).rejects.toMatchObject({
      code: 'KARBOR_ADDRESS_TAKEN',
      message: expect.stringContaining(`Address fd00:7::72 of network ${dualId} is taken by port ${taken.id}`) as unknown,
    });
    await life.restore();
    const [ipv4, ipv6, own] = ips(await dualPort());
    expect(ipv4).toBe('10.7.0.72');
    expect(ipv6).toMatch(/^fd00:7::(?!72$)/);
    expect(own).toMatch(/^fd00:8::f816:3eff:fe/);
    expect(life.warnings).toEqual([
      expect.stringContaining(`cannot have fd00:7::72 again in network ${dualId} and gets another address there: Address`) as unknown,
    ]);
  });

  test('one that proves taken only when the port is made gives way to any others, and this is said', async () => {
    await loseOne('10.7.0.73', 'fd00:7::73');
    demo.cloud.faults.add({
      ...{ service: 'network', method: 'POST', path: /ports$/ },
      effect: { kind: 'status', status: 409, message: 'IP address fd00:7::73 already allocated in subnet x' },
    });
    await life.restore();
    expect(ips(await dualPort())).toHaveLength(3);
    expect(life.warnings).toEqual([expect.stringContaining('cannot have 10.7.0.73, fd00:7::73 again') as unknown]);
  });

  test('another network gives the addresses that its subnets have, and others for the rest', async () => {
    const old = await demo.session.network.showNetwork(dualId);
    const into = async (...subnets: (readonly [string, object?])[]) => {
      await loseOne('10.7.0.74', 'fd00:7::74');
      await life.restore({ restore_networks: { [old.name]: await network(...subnets) } });
      return ips(await dualPort());
    };
    expect(await into(['10.7.0.0/24'])).toEqual(['10.7.0.74']);
    expect(life.warnings).toEqual([expect.stringMatching(/cannot have fd00:7::74 again .* and gets none in its place: No subnet/)]);
    expect(await into(['10.7.0.0/24'], ['fd00:9::/64', managed])).toEqual(['10.7.0.74', expect.stringMatching(/^fd00:9::/)]);
    expect(life.warnings).toEqual([expect.stringMatching(/cannot have fd00:7::74 again .* and gets another address there: No subnet/)]);
    expect(await into(['10.7.0.0/24'], ['fd00:7::/64', automatic])).toEqual(['10.7.0.74', expect.stringMatching(/^fd00:7::f816/)]);
    expect(life.warnings).toEqual([expect.stringMatching(/gets another address there: .* follow from the interface, and fd00:7::74 cannot be chosen/)]);
  });
});

describe('an interface that may send from other addresses', () => {
  const pairs = [{ ip_address: '10.9.0.200' }, { ip_address: '10.9.0.201', mac_address: 'fa:16:3e:00:00:01' }];
  beforeEach(async () => {
    const [, front] = await portsOf(id);
    await change(front!, { allowed_address_pairs: [{ ...pairs[0], mac_address: front!.mac_address }, pairs[1]] });
    await life.protect();
    await lose();
  });

  test('may do so again, with its new MAC address where it was its own', async () => {
    await life.restore();
    const [back, front] = await portsOf();
    expect(back?.allowed_address_pairs).toEqual([]);
    expect(front?.allowed_address_pairs).toEqual([{ ...pairs[0], mac_address: front?.mac_address }, pairs[1]]);
    expect(await addresses()).toEqual([['10.8.0.80'], ['10.9.0.90']]);
  });

  test('may not where the user has no right to give that, and this is said', async () => {
    demo.cloud.faults.add({ ...{ service: 'network', method: 'POST', path: /ports$/ }, effect: { kind: 'status', status: 403 } });
    await life.restore();
    expect((await portsOf()).map(({ allowed_address_pairs }) => allowed_address_pairs)).toEqual([[], []]);
    expect(life.warnings).toEqual([expect.stringMatching(/gets no allowed address pairs in network .*: 10.9.0.200, 10.9.0.201/)]);
  });
});

describe('a shared network of another project', () => {
  let sharedId: string;
  const inShared = (changes: object = {}) => ({ restore_networks: { back: 'shared' }, ...changes });
  const sharedPort = async () => {
    const device_id = life.reports.at(-1)?.newId ?? '';
    const [port] = await collect(demo.session.network.listPorts({ filters: { device_id, network_id: sharedId } }));
    return port;
  };

  beforeAll(async () => {
    const json = { network: { name: 'shared', shared: true } };
    const { body } = await demo.admin.request<{ network: { id: string } }>('network', { method: 'POST', path: '/networks', json });
    sharedId = body.network.id;
    await demo.admin.network.createSubnet({ network_id: sharedId, ip_version: 4, cidr: '10.8.0.0/24' });
  });

  test('gives a server another address there, and this is said', async () => {
    await life.protect();
    await lose();
    await life.restore(inShared());
    expect((await sharedPort())?.fixed_ips).toEqual([expect.objectContaining({ ip_address: '10.8.0.2' })]);
    expect(life.warnings).toEqual([
      expect.stringContaining(`cannot have 10.8.0.80 again in network ${sharedId} and gets another address there: Network ${sharedId} belongs to another project`),
    ]);
  });

  test('is refused where addresses are required, before anything is made', async () => {
    await life.protect();
    await lose();
    await expect(life.restore(inShared({ restore_fixed_ips: 'require' }))).rejects.toMatchObject({
      code: 'KARBOR_ADDRESS_TAKEN',
      message: expect.stringContaining('belongs to another project') as unknown,
    });
    expect(life.reports.at(-1)?.effects).toEqual([]);
  });

  test('gives an administrator the address', async () => {
    const admin = sessionOf(demo.cloud, 'admin', 'demo');
    life = await lifeOf({ ...demo, context: { ...demo.context, auth: admin } }, id);
    await life.protect();
    await lose();
    await life.restore(inShared());
    expect((await sharedPort())?.fixed_ips).toEqual([expect.objectContaining({ ip_address: '10.8.0.80' })]);
    expect(life.warnings).toEqual([]);
    await admin.close();
  });

  test('gives an interface without port security the default group, and this is said', async () => {
    const [back] = await portsOf(id);
    await change(back!, { security_groups: [], port_security_enabled: false });
    await life.protect();
    await lose();
    await life.restore(inShared({ restore_fixed_ips: 'any' }));
    const [standard] = await collect(demo.session.network.listSecurityGroups({ filters: { name: 'default' } }));
    expect(await sharedPort()).toMatchObject({ port_security_enabled: true, security_groups: [standard!.id] });
    expect(life.warnings).toEqual([expect.stringContaining('gets port security and the default security group') as unknown]);
  });
});

test('a port is made with other addresses where this user may not choose them', async () => {
  const [back] = await portsOf(id);
  await change(back!, { security_groups: [] });
  await life.protect();
  await lose();
  const fault = { service: 'network', method: 'POST', path: /ports$/, effect: { kind: 'status', status: 403 } } as const;
  demo.cloud.faults.add(fault);
  await expect(life.restore({ restore_fixed_ips: 'require' })).rejects.toMatchObject({ code: 'OPENSTACK_FORBIDDEN' });
  demo.cloud.faults.add(fault);
  await life.restore();
  expect((await addresses())[0]).not.toEqual(['10.8.0.80']);
  expect(life.warnings).toEqual([expect.stringContaining('cannot have 10.8.0.80 again') as unknown]);
});

test.each(['intended', 'made', 'recorded'] as const)('no port is left when the restore ends while it is %s', async (when) => {
  const [, front] = await portsOf(id);
  await change(front!, { security_groups: [] });
  await life.protect();
  await lose();
  const ports = demo.cloud.inventory().ports;
  await expect(life.restore({}, { fail: { effect: 2, when } })).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
  expect(demo.cloud.inventory().ports).toEqual(ports);
  expect(life.outstandingEffects).toEqual([]);
});

/** The life of another server, which is restored from what this one has saved, without its disk. */
async function lifeOfSaved(text: string): Promise<ServerLife> {
  const other = await demo.cloud.seed.server({ name: 'other', imageId });
  const { server } = JSON.parse(text) as { server: object };
  return lifeOf(demo, other, { savedInfo: { server: { ...server }, frozen: null } });
}
