import { collect } from '@karbor/openstack';
import type { Server } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { boot, prepareBoot } from '../cloud/boot.fixture.js';
import type { Boot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { reaches, vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { interfaceShape, serverShape } from '../shapes/compute.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
let from: Boot;
let server: Server;
let second: Server;
const user_data = Buffer.from('#cloud-config').toString('base64');

beforeAll(async () => {
  from = await prepareBoot(cloud, 'servers');
  server = await boot(cloud, from);
  const { image, flavorRef, networkId } = from;
  const usual = { imageRef: image.id, flavorRef, networks: [{ uuid: networkId }] };
  const wanted = { ...usual, description: 'd', tags: ['b', 'a'], config_drive: true, user_data };
  second = await cloud.make.server(wanted, cloud.demo, '2.52');
});

test('a server is in BUILD when it is accepted, and ACTIVE later', async () => {
  const { demo } = cloud;
  const name = cloud.name('server');
  const { image, flavorRef, networkId } = from;
  const id = await cloud.cloud.meanwhile(async () => {
    const answer = await demo.request<{ server: { id: string; adminPass: string } }>('compute', {
      method: 'POST',
      path: '/servers',
      json: { server: { name, imageRef: image.id, flavorRef, networks: [{ uuid: networkId }], metadata: { a: '1' } } },
    });
    const { server: made } = answer.body;
    cloud.after(
      () => demo.compute.deleteServer(made.id),
      () => vanishes(() => demo.compute.showServer(made.id))
    );
    expect(answer.status).toBe(202);
    expect(answer.requestId).toMatch(/^req-/);
    expect(made.adminPass).not.toBe('');
    const building = serverShape.parse(await demo.compute.showServer(made.id));
    expect(building).toMatchObject({ status: 'BUILD', 'OS-EXT-STS:vm_state': 'building', name, metadata: { a: '1' } });
    await refused(
      demo.compute.pauseServer(made.id),
      409,
      /Cannot 'pause' instance .* while it is in vm_state building/
    );
    return made.id;
  });
  const active = serverShape.parse(await reaches(() => demo.compute.showServer(id), 'ACTIVE'));
  expect(active).toMatchObject({
    ...{
      image: { id: image.id },
      flavor: { id: flavorRef },
      key_name: null,
      config_drive: '',
      security_groups: [{ name: 'default' }],
    },
    ...{ 'OS-EXT-STS:vm_state': 'active', 'OS-EXT-STS:task_state': null, 'OS-EXT-STS:power_state': 1 },
    ...{
      'OS-EXT-AZ:availability_zone': 'nova',
      'os-extended-volumes:volumes_attached': [],
      'OS-DCF:diskConfig': 'MANUAL',
    },
    ...{ tenant_id: await demo.projectId(), user_id: await demo.userId(), 'OS-SRV-USG:terminated_at': null },
  });
  expect(Object.keys(active.addresses)).toEqual(['private']);
});

test('from 2.26 tags and the description show, which is the name by default; the flavor has its id until 2.46', async () => {
  const { demo } = cloud;
  const shown = (microversion: string) => demo.compute.showServer(server.id, { microversion });
  expect(await shown('2.26')).toMatchObject({
    tags: [],
    description: server.name,
    locked: false,
    flavor: { id: from.flavorRef },
  });
  expect((await shown('2.47')).flavor).toMatchObject({ original_name: 'm1.nano', vcpus: 1, disk: 1 });
  expect(await shown('2.1')).not.toHaveProperty('tags');
  // User data is for administrators.
  expect(await shown('2.26')).not.toHaveProperty('OS-EXT-SRV-ATTR:user_data');
  const path = `/servers/${server.id}`;
  const asAdmin = await cloud.admin.compute.showServer(server.id, { microversion: '2.26' });
  expect(asAdmin).toMatchObject({
    id: server.id,
    'OS-EXT-SRV-ATTR:user_data': null,
    'OS-EXT-SRV-ATTR:root_device_name': expect.stringMatching(/^\/dev\//) as string,
  });
  const answer = await demo.request('compute', { method: 'GET', path, microversion: '2.26' });
  expect(answer.headers['openstack-api-version']).toBe('compute 2.26');
  await refused(
    demo.request('compute', { method: 'GET', path, microversion: '2.999' }),
    406,
    /Version 2\.999 is not supported/
  );
  expect(await demo.maxMicroversion('compute')).toMatch(/^2\.\d+$/);
});

test('lists take filters by name and status, and go on page by page', async () => {
  const { demo } = cloud;
  const ids = async (filters: Record<string, string>) =>
    (await collect(demo.compute.listServers({ filters, pageSize: 1 }))).map((one) => serverShape.parse(one).id);
  expect(await ids({ name: `^${second.name}$` })).toEqual([second.id]);
  const prefix = server.name.split('-').slice(0, 2).join('-');
  expect((await ids({ name: prefix, status: 'ACTIVE' })).sort()).toEqual([server.id, second.id].sort());
  expect(await ids({ name: prefix, status: 'PAUSED' })).toEqual([]);
});

test('tags, a description, config drive and user data are taken at creation', async () => {
  const { demo, admin } = cloud;
  const { id } = second;
  const shown = await demo.compute.showServer(id, { microversion: '2.26' });
  expect(shown).toMatchObject({ description: 'd', config_drive: 'True' });
  expect([...(shown.tags ?? [])].sort()).toEqual(['a', 'b']);
  expect(await admin.compute.showServer(id, { microversion: '2.26' })).toMatchObject({
    'OS-EXT-SRV-ATTR:user_data': user_data,
  });
});

test('a server without a network', async () => {
  const { demo, make } = cloud;
  const { image, flavorRef } = from;
  const { id } = await make.server({ imageRef: image.id, flavorRef, networks: 'none' }, demo, '2.37');
  expect(await demo.compute.listInterfaces(id)).toEqual([]);
  expect(await demo.compute.showServer(id)).toMatchObject({ addresses: {} });
});

test('metadata is added and removed by key, in any settled state', async () => {
  const { compute } = cloud.demo;
  expect(await compute.setServerMetadata(server.id, { a: '1', b: '2' })).toMatchObject({ a: '1', b: '2' });
  expect(await compute.setServerMetadata(server.id, { b: '3' })).toEqual({ a: '1', b: '3' });
  await compute.deleteServerMetadataKey(server.id, 'a');
  expect((await compute.showServer(server.id)).metadata).toEqual({ b: '3' });
  await refused(compute.deleteServerMetadataKey(server.id, 'a'), 404, /Metadata item was not found/);
  await compute.deleteServerMetadataKey(server.id, 'b');
  await refused(
    compute.setServerMetadata(nowhere, { a: '1' }),
    404,
    new RegExp(`Instance ${nowhere} could not be found`)
  );
});

test('an interface tells its network, port and addresses, and its port the server', async () => {
  const { demo } = cloud;
  const [one] = await demo.compute.listInterfaces(server.id);
  const { port_id, net_id, mac_addr, fixed_ips } = interfaceShape.parse(one);
  expect(net_id).toBe(from.networkId);
  expect(server.addresses['private']?.[0]).toMatchObject({
    addr: fixed_ips[0]?.ip_address,
    'OS-EXT-IPS-MAC:mac_addr': mac_addr,
    version: 4,
    'OS-EXT-IPS:type': 'fixed',
  });
  const [port] = await collect(demo.network.listPorts({ filters: { device_id: server.id } }));
  expect(port).toMatchObject({
    id: port_id,
    device_id: server.id,
    device_owner: 'compute:nova',
    fixed_ips,
    network_id: net_id,
    mac_address: mac_addr,
  });
  const groups = await demo.compute.listServerSecurityGroups(server.id);
  expect(groups).toEqual([expect.objectContaining({ id: port?.security_groups[0], name: 'default' })]);
});

test('a deletion is accepted, and server and port are not found later', async () => {
  const { demo, alt } = cloud;
  const { id } = await boot(cloud, from);
  await refused(alt.compute.showServer(id), 404, /could not be found/);
  expect((await demo.compute.deleteServer(id)).requestId).toMatch(/^req-/);
  await vanishes(() => demo.compute.showServer(id));
  const message = new RegExp(`Instance ${id} could not be found`);
  await refused(demo.compute.showServer(id), 404, message);
  await refused(demo.compute.deleteServer(id), 404, message);
  await refused(demo.compute.pauseServer(id), 404, message);
  await refused(demo.compute.listInterfaces(id), 404, message);
  expect(await collect(demo.network.listPorts({ filters: { device_id: id } }))).toEqual([]);
});
