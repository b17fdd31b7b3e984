import { collect } from '@karbor/openstack';
import type { CreateServer } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { boot, prepareBoot } from '../cloud/boot.fixture.js';
import type { Boot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { eventually, vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { flavorShape, keypairShape, serverGroupShape } from '../shapes/compute.fixture.js';
import { zoneShape } from '../shapes/zone.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
let from: Boot;

beforeAll(async () => {
  from = await prepareBoot(cloud, 'refusals');
});

const asked = (different: Partial<CreateServer>): Promise<unknown> => {
  const { image, flavorRef, networkId } = from;
  return cloud.make.server({ imageRef: image.id, flavorRef, networks: [{ uuid: networkId }], ...different });
};
const fromVolume = (uuid: string) => ({
  imageRef: undefined,
  block_device_mapping_v2: [
    { boot_index: 0, uuid, source_type: 'volume' as const, destination_type: 'volume' as const },
  ],
});

test('what is missing is told: 400', async () => {
  await refused(
    asked({ imageRef: nowhere }),
    400,
    new RegExp(`Can not find requested image|Image ${nowhere} could not be found`)
  );
  await refused(asked({ flavorRef: 'no-such-flavor' }), 400, /Flavor no-such-flavor could not be found/);
  await refused(asked({ key_name: 'no-such-key' }), 400, /Invalid key_name provided/);
  await refused(asked({ networks: [{ uuid: nowhere }] }), 400, new RegExp(`Network ${nowhere} could not be found`));
  await refused(asked({ networks: [{ port: nowhere }] }), 400, new RegExp(`Port id ${nowhere} could not be found`));
  await refused(
    asked(fromVolume(nowhere)),
    400,
    new RegExp(`Block Device Mapping is Invalid: failed to get volume ${nowhere}`)
  );
  await refused(asked({ imageRef: undefined }), 400, /Block Device Mapping is Invalid|imageRef|boot/i);
  await refused(asked({ availability_zone: 'no-such-zone' }), 400, /The requested availability zone is not available/);
});

test('a security group that is missing is told', async () => {
  await refused(
    asked({ security_groups: [{ name: 'no-such-group' }] }),
    400,
    /Unable to find security_group with name or id 'no-such-group'/
  );
});

test('an image that is not active or needs a larger flavor is refused: 400', async () => {
  const { make } = cloud;
  const queued = await make.image();
  await refused(asked({ imageRef: queued.id }), 400, new RegExp(`Image ${queued.id} is not active`));
  const large = await make.image(from.bytes, { min_disk: 2 });
  await refused(asked({ imageRef: large.id }), 400, /Flavor's disk is too small for requested image|disk/);
  const hungry = await make.image(from.bytes, { min_ram: 100_000 });
  await refused(asked({ imageRef: hungry.id }), 400, /Flavor's memory is too small for requested image/);
});

test('a volume that is not bootable is nothing to boot from: 400', async () => {
  const blank = await cloud.make.volume();
  await refused(asked(fromVolume(blank.id)), 400, new RegExp(`Block Device ${blank.id} is not bootable`));
});

test('a port in use is refused: 409, an address in use: 400', async () => {
  const { demo } = cloud;
  const server = await boot(cloud, from);
  const [one] = await demo.compute.listInterfaces(server.id);
  await refused(
    asked({ networks: [{ port: one?.port_id }] }),
    409,
    new RegExp(`Port ${one?.port_id ?? ''} is still in use`)
  );
  const address = one?.fixed_ips[0]?.ip_address ?? '';
  await refused(
    asked({ networks: [{ uuid: from.networkId, fixed_ip: address }] }),
    400,
    new RegExp(`Fixed IP address ${address} is already in use`)
  );
});

test('an address that the network has not got is found out when the server is built: ERROR', async () => {
  const { demo } = cloud;
  const { image, flavorRef, networkId } = from;
  const networks = [{ uuid: networkId, fixed_ip: '203.0.113.5' }];
  const { id } = await demo.compute.createServer({ name: cloud.name('lost'), imageRef: image.id, flavorRef, networks });
  cloud.after(
    () => demo.compute.deleteServer(id),
    () => vanishes(() => demo.compute.showServer(id))
  );
  const lost = await eventually(
    'server',
    () => demo.compute.showServer(id),
    (one) => one.status === 'ERROR'
  );
  const message = expect.stringContaining(
    `Fixed IP 203.0.113.5 is not a valid ip address for network ${networkId}`
  ) as string;
  expect(lost.fault).toMatchObject({ code: 500, message });
});

test('a server takes given ports in their order, and gives them back when it goes', async () => {
  const { demo, make } = cloud;
  const [first, second] = [
    await make.port({ network_id: from.networkId }),
    await make.port({ network_id: from.networkId }),
  ];
  const networks = [{ port: second.id }, { port: first.id }];
  const { id, addresses } = await make.server({ imageRef: from.image.id, flavorRef: from.flavorRef, networks });
  const wanted = [second, first].map((one) => one.fixed_ips[0]?.ip_address);
  expect(addresses['private']?.map((one) => one.addr)).toEqual(wanted);
  expect(await demo.network.showPort(first.id)).toMatchObject({ device_id: id, device_owner: 'compute:nova' });
  const interfaces = await demo.compute.listInterfaces(id);
  expect(interfaces.map((one) => one.port_id).sort()).toEqual([first.id, second.id].sort());
  await demo.compute.deleteServer(id);
  await vanishes(() => demo.compute.showServer(id));
  await eventually(
    'port',
    () => demo.network.showPort(first.id),
    (one) => one.device_id === ''
  );
});

test('flavors and key pairs are shown and listed, and not found', async () => {
  const { demo, alt } = cloud;
  const name = cloud.name('key');
  const { body } = await demo.request<{ keypair: { private_key: string } }>('compute', {
    method: 'POST',
    path: '/os-keypairs',
    json: { keypair: { name } },
  });
  cloud.after(() => demo.request('compute', { method: 'DELETE', path: `/os-keypairs/${name}` }));
  expect(body.keypair.private_key).toContain('PRIVATE KEY');
  expect(keypairShape.parse(await demo.compute.showKeypair(name))).toMatchObject({ name });
  const keypairs = (await demo.compute.listKeypairs()).map((one) => keypairShape.parse(one));
  expect(keypairs.filter((one) => one.name === name)).toHaveLength(1);
  expect((await alt.compute.listKeypairs()).filter((one) => one.name === name)).toEqual([]);
  await refused(demo.compute.showKeypair('no-such-key'), 404, /Keypair no-such-key not found/);
  expect(flavorShape.parse(await demo.compute.showFlavor(from.flavorRef))).toMatchObject({
    name: 'm1.nano',
    ram: 64,
    disk: 1,
    vcpus: 1,
  });
  await refused(demo.compute.showFlavor('no-such-flavor'), 404, /Flavor no-such-flavor could not be found/);
});

test('there is an availability zone, which servers may name', async () => {
  const zones = (await cloud.demo.compute.listAvailabilityZones()).map((one) => zoneShape.parse(one));
  expect(zones).toMatchObject([{ zoneName: 'nova', zoneState: { available: true } }]);
});

test('a server group takes servers at their creation', async () => {
  const { demo, alt } = cloud;
  const server_group = { name: cloud.name('group'), policies: ['soft-anti-affinity'] };
  const path = '/os-server-groups';
  const { body } = await demo.request<{ server_group: { id: string } }>('compute', {
    method: 'POST',
    path,
    json: { server_group },
    microversion: '2.15',
  });
  const { id: group } = body.server_group;
  cloud.after(() => demo.request('compute', { method: 'DELETE', path: `${path}/${group}` }));
  const { image, flavorRef, networkId } = from;
  const server = { name: cloud.name(), imageRef: image.id, flavorRef, networks: [{ uuid: networkId }] };
  const made = await demo.request<{ server: { id: string } }>('compute', {
    method: 'POST',
    path: '/servers',
    json: { server, 'os:scheduler_hints': { group } },
  });
  const { id } = made.body.server;
  cloud.after(
    () => demo.compute.deleteServer(id),
    () => vanishes(() => demo.compute.showServer(id))
  );
  await eventually(
    'server',
    () => demo.compute.showServer(id),
    (one) => one.status === 'ACTIVE'
  );
  const shown = await demo.request<{ server_group: { members: string[] } }>('compute', {
    method: 'GET',
    path: `${path}/${group}`,
    microversion: '2.15',
  });
  const listed = (await collect(demo.compute.listServerGroups())).map((one) => serverGroupShape.parse(one));
  expect(listed.filter((one) => one.id === group)).toMatchObject([
    { name: server_group.name, policies: ['soft-anti-affinity'], members: [id] },
  ]);
  expect((await collect(alt.compute.listServerGroups())).filter((one) => one.id === group)).toEqual([]);
  expect(shown.body.server_group).toMatchObject({
    members: [id],
    policies: ['soft-anti-affinity'],
    name: server_group.name,
  });
  await refused(
    demo.request('compute', { method: 'GET', path: `${path}/${nowhere}` }),
    404,
    /Instance group .* could not be found/
  );
});
