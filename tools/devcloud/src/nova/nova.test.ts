import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received, request, type Sent } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

const gigabyte = 128 * 1024;
let cloud: Devcloud;
let demo: Client;
let image: string;
let network: string;
const bytes = randomBytes(90_000);
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: gigabyte, delay: 5 });
  demo = await Client.open(cloud);
  image = await cloud.seed.image({
    name: 'img64',
    bytes,
    properties: { os_distro: 'lab', karbor_x: '1', min_disk: 1 },
  });
  network = (await demo.get('network', '/networks?name=private')).text('networks.0.id');
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  for (const { id } of cloud.inventory(demo.projectId).servers) await demo.delete('compute', `/servers/${id}`);
  await cloud.settled();
});

const at = (minor: number): Sent => ({ headers: { 'OpenStack-API-Version': `compute 2.${minor}` } });
const boot = (server: object, sent?: Sent): Promise<Received> =>
  demo.post(
    'compute',
    '/servers',
    { server: { name: 'srv1', flavorRef: '1', networks: [{ uuid: network }], ...server } },
    sent,
  );
const act = async (id: string, action: object): Promise<Received> => {
  const answer = await demo.post('compute', `/servers/${id}/action`, action);
  await cloud.settled();
  return answer;
};

describe('a server booted from an image', () => {
  it('answers as Nova does', async () => {
    const key = await demo.post('compute', '/os-keypairs', { keypair: { name: 'k1' } });
    expectAsRecorded(key, 'nova', 'keypair create');
    expectAsRecorded(await demo.get('compute', '/os-keypairs'), 'nova', 'keypair list');
    const letBuild = cloud.holdTransitions();
    const made = await boot({ imageRef: image, key_name: 'k1', metadata: { a: 'b' } });
    expectAsRecorded(made, 'nova', 'server create from image');
    const id = made.text('server.id');
    expect((await demo.get('compute', `/servers/${id}`)).at('server.status')).toBe('BUILD');
    letBuild();
    await cloud.settled();
    expectAsRecorded(await demo.get('compute', `/servers/${id}`), 'nova', 'server show');
    expectAsRecorded(await demo.get('compute', '/servers'), 'nova', 'server list');
    const other = (await boot({ name: 'srv2', imageRef: image, key_name: 'k1', metadata: { a: 'b' } })).text(
      'server.id',
    );
    await cloud.settled();
    expectAsRecorded(
      await demo.get('compute', '/servers/detail?limit=1', at(53)),
      'nova',
      'server list detail, microversion 2.53',
    );
    expectAsRecorded(await demo.get('compute', `/servers/${id}/os-interface`), 'nova', 'server interfaces');
    expectAsRecorded(await demo.get('network', `/ports?device_id=${id}`), 'neutron', 'ports of the server');
    expectAsRecorded(await act(id, { pause: null }), 'nova', 'server pause');
    expectAsRecorded(await demo.get('compute', `/servers/${id}`), 'nova', 'server paused show');
    expectAsRecorded(await act(id, { unpause: null }), 'nova', 'server unpause');
    expectAsRecorded(await act(id, { 'os-stop': null }), 'nova', 'server stop');
    expectAsRecorded(await act(id, { 'os-start': null }), 'nova', 'server start');
    expectAsRecorded(await demo.get('compute', '/limits'), 'nova', 'limits');
    expectAsRecorded(await demo.delete('compute', `/servers/${id}`), 'nova', 'server delete');
    await cloud.settled();
    expectAsRecorded(await demo.get('compute', `/servers/${id}`), 'nova', 'server show deleted');
    expect(cloud.inventory(demo.projectId).ports.map(({ deviceId }) => deviceId)).toEqual([other]);
    expectAsRecorded(await demo.delete('compute', '/os-keypairs/k1'), 'nova', 'keypair delete');
  });

  it('has its own root disk, which createImage saves', async () => {
    const id = await cloud.seed.server({ name: 's', imageId: image });
    expect(await cloud.disks.size({ serverId: id })).toBe(gigabyte);
    await cloud.disks.write({ serverId: id }, 0, Buffer.from('written by the guest'));
    const disk = await cloud.disks.hash({ serverId: id });
    const made = await act(id, { createImage: { name: 'snapimg', metadata: {} } });
    expectAsRecorded(made, 'nova', 'server createImage');
    const path = `/images/${made.headers.get('location')?.split('/').at(-1) ?? ''}`;
    const shown = await demo.get('image', path);
    expectAsRecorded(shown, 'glance', 'server snapshot image show');
    const saved = (await demo.get('image', `${path}/file`)).bytes;
    expect(createHash('sha256').update(saved).digest('hex')).toBe(disk);
    expect((await demo.get('image', `/images/${image}`)).at('size')).toBe(bytes.length);
    expect(
      (await demo.post('compute', `/servers/${id}/action`, { createImage: { name: 'x' } }, at(45))).text('image_id'),
    ).not.toBe('');
    const copy = await cloud.seed.server({ name: 'copy', imageId: shown.text('id') });
    expect(await cloud.disks.hash({ serverId: copy })).toBe(disk);
  });

  it('refuses what Nova refuses', async () => {
    expectAsRecorded(
      await boot({ imageRef: '00000000-0000-0000-0000-000000000000' }),
      'nova',
      'server create, bad image',
    );
    const big = await cloud.seed.image({ name: 'big', bytes: Buffer.alloc(gigabyte + 1) });
    const small = await boot({ imageRef: big });
    expect(small.at('badRequest.message')).toBe(
      `Flavor's disk is too small for requested image. Flavor disk is ${gigabyte} bytes, image is ${gigabyte + 1} bytes.`,
    );
    expect((await boot({ imageRef: image, flavorRef: '99' })).at('badRequest.message')).toBe(
      'Flavor 99 could not be found.',
    );
    expect((await boot({ imageRef: image, key_name: 'none' })).at('badRequest.message')).toBe(
      'Invalid key_name provided.',
    );
    expect((await boot({ imageRef: image, networks: [{ uuid: 'none' }] })).status).toBe(400);
    expect((await boot({ imageRef: image, security_groups: [{ name: 'none' }] })).status).toBe(400);
    expect((await boot({})).at('badRequest.message')).toContain('Boot sequence for the instance');
    expect((await boot({ imageRef: image, networks: undefined }, at(37))).at('badRequest.message')).toContain(
      "'networks' is a required property",
    );
    expect(cloud.inventory(demo.projectId).ports).toEqual([]);
  });

  it('goes to ERROR with a reason when no host takes it', async () => {
    cloud.faults.add({ service: 'compute', method: 'POST', path: /servers$/, effect: { kind: 'error-state' } });
    const id = (await boot({ imageRef: image })).text('server.id');
    await cloud.settled();
    expect((await demo.get('compute', `/servers/${id}`)).at('server')).toMatchObject({
      status: 'ERROR',
      fault: { code: 500, message: 'No valid host was found. ' },
    });
  });
});

describe('networks of a server', () => {
  it('takes the wanted address, a given port, the only network, or none', async () => {
    const fixed = (await boot({ imageRef: image, networks: [{ uuid: network, fixed_ip: '10.0.0.77' }] })).text(
      'server.id',
    );
    expect((await boot({ imageRef: image, networks: [{ uuid: network, fixed_ip: '10.0.0.77' }] })).status).toBe(400);
    const port = (await demo.post('network', '/ports', { port: { network_id: network, name: 'p1' } })).text('port.id');
    const given = (await boot({ imageRef: image, networks: [{ port }] })).text('server.id');
    expect((await boot({ imageRef: image, networks: [{ port }] })).status).toBe(409);
    const auto = (await boot({ imageRef: image, networks: 'auto' }, at(37))).text('server.id');
    const none = (await boot({ imageRef: image, networks: 'none' }, at(37))).text('server.id');
    await cloud.settled();
    const addresses = async (id: string): Promise<unknown[]> =>
      (await demo.get('compute', `/servers/${id}/os-interface`)).each('interfaceAttachments', 'fixed_ips');
    expect(await addresses(fixed)).toMatchObject([[{ ip_address: '10.0.0.77' }]]);
    expect([await addresses(given), await addresses(auto), await addresses(none)].map(({ length }) => length)).toEqual([
      1, 1, 0,
    ]);
    await demo.delete('compute', `/servers/${given}`);
    await cloud.settled();
    expect((await demo.get('network', `/ports/${port}`)).at('port.device_id')).toBe('');
    await demo.delete('network', `/ports/${port}`);
  });

  it('gains and loses interfaces and security groups', async () => {
    const id = await cloud.seed.server({ name: 's', imageId: image });
    const added = await demo.post('compute', `/servers/${id}/os-interface`, {
      interfaceAttachment: { net_id: network },
    });
    expect((await demo.get('compute', `/servers/${id}/os-interface`)).each('interfaceAttachments', 'net_id')).toEqual([
      network,
      network,
    ]);
    expect(
      (await demo.delete('compute', `/servers/${id}/os-interface/${added.text('interfaceAttachment.port_id')}`)).status,
    ).toBe(202);
    await cloud.settled();
    expect(cloud.inventory(demo.projectId).ports.length).toBe(1);
    await demo.post('network', '/security-groups', { security_group: { name: 'web' } });
    await act(id, { addSecurityGroup: { name: 'web' } });
    expect((await demo.get('compute', `/servers/${id}`)).at('server.security_groups')).toEqual([
      { name: 'default' },
      { name: 'web' },
    ]);
    await act(id, { removeSecurityGroup: { name: 'default' } });
    expect((await demo.get('compute', `/servers/${id}/os-security-groups`)).each('security_groups', 'name')).toEqual([
      'web',
    ]);
  });
});

describe('by microversion', () => {
  it('shows newer fields only to who asks for them', async () => {
    const id = await cloud.seed.server({ name: 's', imageId: image, properties: { user_data: 'c2g=' } });
    const show = async (client: Client, minor: number): Promise<unknown> =>
      (await client.get('compute', `/servers/${id}`, at(minor))).at('server');
    expect(await show(demo, 1)).not.toHaveProperty('tags');
    expect(await show(demo, 26)).toMatchObject({ tags: [], flavor: { id: '2' } });
    expect(await show(demo, 79)).toMatchObject({ flavor: { original_name: 'm1.tiny', disk: 1 }, server_groups: [] });
    expect(await show(demo, 79)).not.toHaveProperty('OS-EXT-SRV-ATTR:user_data');
    expect(await show(await Client.open(cloud, 'admin'), 79)).toMatchObject({ 'OS-EXT-SRV-ATTR:user_data': 'c2g=' });
    expect((await demo.get('compute', '/servers', at(94))).status).toBe(406);
  });

  it('keeps tags and metadata', async () => {
    const id = await cloud.seed.server({ name: 's', imageId: image });
    const path = `/servers/${id}`;
    const set = await demo.post('compute', `${path}/metadata`, { metadata: { karbor_quiesce: 'karbor-0123' } });
    expectAsRecorded(set, 'nova', 'server metadata, set before a pause');
    expectAsRecorded(await demo.delete('compute', `${path}/metadata/karbor_quiesce`), 'nova', 'delete metadata key');
    expect((await demo.delete('compute', `${path}/metadata/karbor_quiesce`)).status).toBe(404);
    expect((await demo.put('compute', `${path}/tags`, { tags: ['a', 'b', 'a'] }, at(26))).body).toEqual({
      tags: ['a', 'b'],
    });
    expect((await demo.send('PUT', 'compute', `${path}/tags/c`, at(26))).status).toBe(201);
    expect((await demo.get('compute', '/servers?tags=a,c', at(26))).each('servers', 'id')).toEqual([id]);
  });
});

it('answers as Nova does to what has no server', async () => {
  expectAsRecorded(await demo.get('compute', '/flavors/detail'), 'nova', 'flavors detail');
  expectAsRecorded(await demo.get('compute', '/os-availability-zone'), 'nova', 'availability zones');
  expectAsRecorded(await request(`${cloud.url}/compute/`, 'GET'), 'nova', 'microversions');
  const group = await demo.post(
    'compute',
    '/os-server-groups',
    { server_group: { name: 'g', policy: 'anti-affinity' } },
    at(64),
  );
  expect(group.at('server_group')).toMatchObject({ name: 'g', policy: 'anti-affinity', members: [] });
  const admin = await Client.open(cloud, 'admin');
  const path = `/os-quota-sets/${demo.projectId}`;
  expect((await admin.put('compute', path, { quota_set: { cores: 5 } })).at('quota_set.cores')).toBe(5);
  expect((await demo.get('compute', path, at(57))).body).toMatchObject({
    quota_set: { id: demo.projectId, cores: 5, instances: 10 },
  });
});
