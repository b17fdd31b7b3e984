import { collect } from '@karbor/openstack';
import type { Server } from '@karbor/openstack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Resource } from '@karbor/plugin-sdk';
import { lifeOf } from '../server-life.fixture.js';
import type { ServerLife } from '../server-life.fixture.js';
import type { RestoreCheck } from '../hook-arguments.js';
import { restoreParameters } from '../parameters.js';
import { savedInfoSchema } from '../saved-info.js';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { checkTargets } from './choose-target.js';

let demo: TestCloud;
let networkId: string;
let groupIds: string[];
let serverGroup: string;
let address: string;
let resource: Resource;
let life: ServerLife;

beforeAll(async () => {
  demo = await startTestCloud({ zones: ['here', 'there'] });
  const { session } = demo;
  const imageId = await demo.cloud.seed.image({ name: 'cirros', bytes: Buffer.from('boot') });
  networkId = (await session.network.createNetwork({ name: 'spare' })).id;
  const [used] = await collect(session.network.listSubnets());
  await session.network.createSubnet({ network_id: networkId, ip_version: 4, cidr: used!.cidr });
  await session.network.createNetwork({ name: 'bare' });
  groupIds = [];
  for (const name of ['web', 'new web']) groupIds.push((await session.network.createSecurityGroup({ name })).id);
  for (const name of ['key', 'new key']) await session.request('compute', { method: 'POST', path: '/os-keypairs', json: { keypair: { name } } });
  serverGroup = await newServerGroup('apart');
  await newServerGroup('together');
  const id = await demo.cloud.seed.server({ name: 'web', imageId, properties: { key_name: 'key', security_groups: [{ name: 'web' }] } });
  const [port] = await collect(session.network.listPorts({ filters: { device_id: id } }));
  address = port!.fixed_ips[0]!.ip_address;
  resource = { type: 'OS::Nova::Server', id, name: 'web' };
  life = await lifeOf(demo, id);
  await life.protect();
  await session.compute.deleteServer(id);
  await demo.cloud.settled();
});
afterAll(() => demo.stop());
beforeEach(() => life.warnings.splice(0));
afterEach(() => removeServers());

async function removeServers(): Promise<void> {
  for (const { id } of demo.cloud.inventory().servers) await demo.admin.compute.deleteServer(id);
  await demo.cloud.settled();
}

async function newServerGroup(name: string): Promise<string> {
  const json = { server_group: { name, policies: ['anti-affinity'] } };
  const { body } = await demo.session.request<{ server_group: { id: string } }>('compute', { method: 'POST', path: '/os-server-groups', json });
  return body.server_group.id;
}
async function restored(parameters: Record<string, unknown> = {}, from = life): Promise<Server & { readonly server_groups?: readonly string[] }> {
  await removeServers();
  const { newId = '' } = await from.restore(parameters);
  return demo.session.compute.showServer(newId, { microversion: '2.71' });
}
const portOf = async ({ id }: Server) => (await collect(demo.session.network.listPorts({ filters: { device_id: id } })))[0]!;
/** The life of what was saved, with something in it changed. */
async function lifeWith(changes: object): Promise<ServerLife> {
  const saved = life.savedInfo as { server: object };
  const other = await demo.cloud.seed.server({ name: 'other', imageId: demo.cloud.inventory().images[0]!.id });
  return lifeOf(demo, other, { savedInfo: { frozen: null, server: { ...saved.server, ...changes } } });
}

interface Member {
  readonly resource: Resource;
  parameters: object;
  readonly savedInfo: unknown;
}

/** What the plugin's check is called with: parameters as a user writes them, and info as it was saved. */
function checkArguments(members: readonly Member[]) {
  const quiet = () => undefined;
  return {
    members: [...members],
    context: demo.context,
    config: {},
    checkpoint: { id: 'c1', createdAt: new Date(), graph: { children: () => [], parents: () => [] } },
    signal: new AbortController().signal,
    log: { debug: quiet, info: quiet, warn: (message: string) => void life.warnings.push(message), error: quiet },
  };
}

async function check({ members, ...shared }: ReturnType<typeof checkArguments>): Promise<void> {
  const checked = members.map(({ resource, parameters, savedInfo }) => ({
    resource,
    parameters: restoreParameters.parse(parameters),
    savedInfo: savedInfoSchema.parse(savedInfo),
  }));
  await checkTargets({ ...shared, members: checked } as unknown as RestoreCheck);
}

describe('a map from old to new', () => {
  test('chooses flavor, network, zone, key pair and security groups, by id or name', async () => {
    const server = await restored({
      ...{ restore_flavors: { 'm1.tiny': 'm1.small' }, restore_networks: { private: 'spare' } },
      ...{ restore_availability_zones: { here: 'there' }, restore_key_names: { key: 'new key' } },
      restore_security_groups: { web: groupIds[1] },
    });
    expect(server).toMatchObject({
      flavor: { original_name: 'm1.small' },
      'OS-EXT-AZ:availability_zone': 'there',
      key_name: 'new key',
    });
    // The address too, because the other network has it.
    expect(await portOf(server)).toMatchObject({ network_id: networkId, security_groups: [groupIds[1]], fixed_ips: [{ ip_address: address }] });
    expect(life.warnings).toEqual([]);
  });

  test('goes before a single value, which takes all that the map leaves', async () => {
    const single = { restore_flavor_id: 'm1.medium', restore_key_name: 'new key', restore_availability_zone: 'there' };
    const other = { restore_flavors: { 77: '3' }, restore_key_names: { other: null }, restore_availability_zones: { other: 'here' } };
    expect(await restored({ ...single, ...other })).toMatchObject({
      ...{ flavor: { original_name: 'm1.medium' }, key_name: 'new key', 'OS-EXT-AZ:availability_zone': 'there' },
    });
    const mine = { restore_flavors: { 2: '3' }, restore_key_names: { key: null }, restore_availability_zones: { here: 'here' } };
    expect(await restored({ ...single, ...mine })).toMatchObject({
      ...{ flavor: { original_name: 'm1.small' }, key_name: null, 'OS-EXT-AZ:availability_zone': 'here' },
    });
  });

  test.each([
    [{ restore_flavors: { other: 'gone' } }, 'flavor "gone"', 'm1.tiny'],
    [{ restore_networks: { other: 'gone' } }, 'network "gone"', 'spare'],
    [{ restore_availability_zones: { other: 'gone' } }, 'availability zone "gone"', 'there'],
    [{ restore_availability_zone: 'gone' }, 'availability zone "gone"', 'there'],
    [{ restore_key_names: { other: 'gone' } }, 'key pair "gone"', 'new key'],
    [{ restore_security_groups: { other: 'gone' } }, 'security group "gone"', 'new web'],
    [{ restore_server_group: 'gone' }, 'server group "gone"', 'apart'],
  ])('%j is refused with what there is, also when this server does not need it', async (parameters, missing, there) => {
    const [parameter] = Object.keys(parameters);
    await expect(life.restore(parameters)).rejects.toMatchObject({
      code: 'KARBOR_RESTORE_TARGET',
      message: expect.stringMatching(`${missing} is not there. Name another one in ${parameter!}. There are: .*"${there}"`) as unknown,
      details: { parameter, available: expect.arrayContaining([there]) as unknown },
    });
    expect(life.reports.at(-1)?.effects).toEqual([]);
  });
});

describe('what is there but does not fit', () => {
  const rootDisk = { bytes: 4, diskFormat: 'raw', containerFormat: 'bare', minDisk: 0, minRam: 0, properties: {}, hashes: [] };

  test.each([
    [{ minDisk: 30 }, 'flavor "m1.tiny" has a disk of 1 GiB, and its root disk needs 30', ['m1.medium']],
    [{ bytes: 20 * 2 ** 30 + 1 }, 'flavor "m1.tiny" has a disk of 1 GiB, and its root disk needs 21', ['m1.medium']],
    [{ minRam: 1024 }, 'flavor "m1.tiny" has 512 MiB of memory, and the image of its root disk needs 1024', ['m1.small', 'm1.medium']],
  ])('a flavor that is too small for the root disk is refused: %j', async (larger, problem, available) => {
    const saved = life.savedInfo as { server: object };
    const args = checkArguments([{ resource: resource, parameters: {}, savedInfo: { ...saved, rootDisk: { ...rootDisk, ...larger } } }]);
    await expect(check(args)).rejects.toMatchObject({
      code: 'KARBOR_RESTORE_TARGET',
      message: expect.stringContaining(`Server "web" (${resource.id}) cannot be restored: ${problem}. Name another one in restore_flavors`) as unknown,
      details: { available },
    });
    args.members[0]!.parameters = { ...args.members[0]!.parameters, restore_flavor_id: 'm1.medium' };
    await check(args);
  });

  test.each([
    ['bare', 'has no subnet'],
    ['public', 'is an external one'],
  ])('a network into which Nova puts no server is refused: %s', async (name, problem) => {
    await expect(life.restore({ restore_networks: { private: name } })).rejects.toMatchObject({
      code: 'KARBOR_RESTORE_TARGET',
      message: expect.stringMatching(`network "${name}" .*${problem}`) as unknown,
      details: { parameter: 'restore_networks', available: ['private', 'spare'] },
    });
    await expect(life.restore({ restore_net_id: name })).rejects.toMatchObject({ code: 'KARBOR_RESTORE_TARGET' });
    expect(life.reports.at(-1)?.effects).toEqual([]);
  });
});

describe('before anything is made', () => {
  const member = (parameters: object = {}) => ({ resource: resource, parameters, savedInfo: life.savedInfo });

  test('all that maps replace should be something that a server had: else this is said', async () => {
    const parameters = {
      ...{ restore_flavors: { 'm1.tinny': 'm1.small', 2: 'm1.small' }, restore_networks: { private: 'spare' } },
      ...{ restore_availability_zones: { hree: 'there' }, restore_key_names: { key: null }, restore_security_groups: { web: 'new web' } },
    };
    await check(checkArguments([member(parameters), member(parameters)]));
    expect(life.warnings).toEqual([
      'restore_flavors replaces "m1.tinny", which no server of this restore had. They had: "2", "m1.tiny".',
      'restore_availability_zones replaces "hree", which no server of this restore had. They had: "here".',
    ]);
  });

  test('the cloud is asked once what there is, however many servers are restored', async () => {
    const { requests } = demo.cloud;
    const calls = async (members: number) => {
      const before = requests.count({});
      await check(checkArguments(Array.from({ length: members }, () => member({ restore_key_name: 'key' }))));
      return requests.count({}) - before;
    };
    const one = await calls(1);
    expect(await calls(10)).toBe(one);
  });
});

describe('the availability zone', () => {
  test("is the original's, or the scheduler's choice", async () => {
    const far = await lifeWith({ availabilityZone: 'there' });
    expect((await restored({}, far))['OS-EXT-AZ:availability_zone']).toBe('there');
    expect((await restored({ restore_availability_zone: null }, far))['OS-EXT-AZ:availability_zone']).toBe('here');
    expect(far.warnings).toEqual([]);
  });

  test('is left to the scheduler, with a warning, when it is gone', async () => {
    const burnt = await lifeWith({ availabilityZone: 'burnt' });
    expect((await restored({}, burnt))['OS-EXT-AZ:availability_zone']).toBe('here');
    expect(burnt.warnings).toEqual([expect.stringContaining('no availability zone "burnt" any more')]);
  });
});

describe('the server group', () => {
  const member = async () => lifeWith({ serverGroup: { id: serverGroup, name: 'apart' } });

  test('is saved', async () => {
    const imageId = demo.cloud.inventory().images[0]!.id;
    const [network] = await collect(demo.session.network.listNetworks({ filters: { name: 'private' } }));
    const server = { name: 'member', flavorRef: '2', imageRef: imageId, networks: [{ uuid: network!.id }] };
    const { id } = await demo.session.compute.createServer(server, { schedulerHints: { group: serverGroup } });
    await demo.cloud.settled();
    const one = await lifeOf(demo, id);
    await one.protect();
    expect(one.savedInfo).toMatchObject({ server: { serverGroup: { id: serverGroup, name: 'apart' } } });
  });

  test("is the original's, or another, or none", async () => {
    const one = await member();
    expect((await restored({}, one)).server_groups).toEqual([serverGroup]);
    expect((await restored({ restore_server_group: null }, one)).server_groups).toEqual([]);
    expect((await restored({ restore_server_group: 'apart' })).server_groups).toEqual([serverGroup]);
    expect((await restored()).server_groups).toEqual([]);
  });

  test('is found again by its name, or left out with a warning', async () => {
    expect((await restored({}, await lifeWith({ serverGroup: { id: 'of another cloud', name: 'apart' } }))).server_groups).toEqual([serverGroup]);
    const lost = await lifeWith({ serverGroup: { id: 'gone', name: 'gone' } });
    expect((await restored({}, lost)).server_groups).toEqual([]);
    expect(lost.warnings).toEqual([expect.stringContaining('Server group "gone" is not there any more')]);
  });

  test('is named when no host can be found', async () => {
    const one = await member();
    demo.cloud.faults.add({ service: 'compute', method: 'POST', path: /servers$/, effect: { kind: 'error-state' } });
    await expect(one.restore({ restore_availability_zone: 'there' })).rejects.toThrow(
      `It was to be in availability zone "there" (restore_availability_zone) and server group ${serverGroup} (restore_server_group)`,
    );
  });
});
