import { collect } from '@karbor/openstack';
import type { Port, Server } from '@karbor/openstack';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lifeOf } from './server-life.fixture.js';
import type { ServerLife } from './server-life.fixture.js';
import { ServerToProtect } from './server-to-protect.fixture.js';

const server = new ServerToProtect();
/** The volumes that another plugin has restored. */
let newIds: string[];
let life: ServerLife;
let diskBefore: string;

beforeEach(async () => {
  const { cloud } = server.demo;
  newIds = [await cloud.seed.volume({ name: 'new data' }), await cloud.seed.volume({ name: 'new log' })];
  const mapping = Object.fromEntries(server.volumeIds.map((id, index) => [`OS::Cinder::Volume#${id}`, newIds[index] ?? '']));
  diskBefore = await cloud.disks.hash({ serverId: server.web });
  life = await lifeOf(server.demo, server.web, { mapping });
});
afterEach(async () => {
  const { cloud, admin } = server.demo;
  for (const { id } of cloud.inventory().servers) await admin.compute.deleteServer(id);
  await cloud.settled();
  for (const id of newIds) await admin.volume.deleteVolume(id).catch(() => undefined);
  await cloud.settled();
});

const lose = async (id = server.web) => {
  await server.demo.session.compute.deleteServer(id);
  await server.demo.cloud.settled();
};
const restored = (): Promise<Server> =>
  server.demo.session.compute.showServer(life.reports.at(-1)?.newId ?? '', { microversion: '2.26' });
const portsOf = (id: string): Promise<Port[]> => collect(server.demo.session.network.listPorts({ filters: { device_id: id } }));
const attachments = async (id: string) =>
  (await server.demo.session.compute.listVolumeAttachments(id, { microversion: '2.79' })).map(
    ({ volumeId, device, delete_on_termination }) => [volumeId, device, delete_on_termination],
  );
const warnings = () => life.warnings.join('\n');

test('a server comes back with its disk, its volumes at their devices, and all that it was', async () => {
  await life.protect();
  const [before] = await portsOf(server.web);
  await lose();
  await life.restore();
  const now = await restored();
  expect(now).toMatchObject({
    ...{ name: 'web', status: 'ACTIVE', key_name: 'key', config_drive: 'True' },
    ...{ metadata: { role: 'web' }, flavor: { id: '2' }, description: null },
  });
  expect(await server.demo.cloud.disks.hash({ serverId: now.id })).toBe(diskBefore);
  expect(await attachments(now.id)).toEqual([
    [newIds[0], '/dev/vdb', false],
    [newIds[1], '/dev/vdc', false],
  ]);
  const [port, ...others] = await portsOf(now.id);
  expect(others).toEqual([]);
  expect(port!.fixed_ips).toEqual(before!.fixed_ips);
  expect(port!.security_groups).toEqual(before!.security_groups);
  expect(server.demo.cloud.inventory().images).toHaveLength(1);
  expect(life.outstandingEffects).toEqual([]);
  expect(life.warnings).toEqual([]);
});

test('user data, tags and a description come back', async () => {
  await life.protect();
  const saved = life.savedInfo as { server: object };
  const userData = Buffer.from('#!/bin/sh').toString('base64');
  const mapping = { [`OS::Cinder::Volume#${server.volumeIds[0] ?? ''}`]: newIds[0] ?? '' };
  const savedInfo = {
    ...{ frozen: null, server: { ...saved.server, userData, tags: ['blue'], description: 'The web server', volumes: [] } },
  };
  life = await lifeOf(server.demo, server.web, { savedInfo, mapping });
  await life.restore();
  const now = await server.demo.admin.compute.showServer((await restored()).id, { microversion: '2.26' });
  expect(now).toMatchObject({ tags: ['blue'], description: 'The web server', 'OS-EXT-SRV-ATTR:user_data': userData });
});

test('a server that was shut off is shut off again', async () => {
  await server.demo.session.compute.stopServer(server.web);
  await server.demo.cloud.settled();
  await life.protect();
  await life.restore();
  expect((await restored()).status).toBe('SHUTOFF');
});

test('a server boots from its restored volume, which goes with it as before', async () => {
  const { cloud, session } = server.demo;
  const root = await cloud.seed.volume({ name: 'root', imageId: server.imageId, bootable: true });
  const newRoot = await cloud.seed.volume({ name: 'new root', imageId: server.imageId, bootable: true });
  const boot = { boot_index: 0, uuid: root, source_type: 'volume', destination_type: 'volume', delete_on_termination: true };
  const id = await cloud.seed.server({ name: 'database', properties: { block_device_mapping_v2: [boot] } });
  life = await lifeOf(server.demo, id, { mapping: { [`OS::Cinder::Volume#${root}`]: newRoot } });
  await life.protect();
  await lose(id);
  await life.restore();
  const now = await restored();
  expect(now.image).toBe('');
  expect(await attachments(now.id)).toEqual([[newRoot, '/dev/vda', true]]);
  await lose(now.id);
  await expect(session.volume.showVolume(newRoot)).rejects.toMatchObject({ code: 'OPENSTACK_NOT_FOUND' });
});

describe('with root_disk "image"', () => {
  beforeEach(async () => {
    await life.protect({ root_disk: 'image' });
  });

  test('a server boots from the restored image', async () => {
    const newImage = await server.demo.cloud.seed.image({ name: 'cirros', bytes: Buffer.from('restored') });
    life = await lifeOf(server.demo, server.web, {
      savedInfo: life.savedInfo!,
      mapping: { [`OS::Glance::Image#${server.imageId}`]: newImage },
      volumeIds: [],
    });
    await life.restore();
    expect((await restored()).image).toMatchObject({ id: newImage });
    expect(warnings()).toContain(`without volume ${server.volumeIds[0] ?? ''}`);
    await server.demo.session.image.deleteImage(newImage);
  });

  test('or from the same one, where no other took its place', async () => {
    await life.restore();
    expect((await restored()).image).toMatchObject({ id: server.imageId });
  });
});

describe('the parameters', () => {
  beforeEach(() => life.protect());

  test('restore_name, restore_flavor_id and restore_key_name say what the new server gets', async () => {
    await life.restore({ restore_name: 'web 2', restore_flavor_id: '3', restore_key_name: null });
    expect(await restored()).toMatchObject({ name: 'web 2', flavor: { id: '3' }, key_name: null });
  });

  test('restore_net_id says where its interfaces go', async () => {
    const network = await server.demo.session.network.createNetwork({ name: 'other' });
    await server.demo.session.network.createSubnet({ network_id: network.id, ip_version: 4, cidr: '10.9.0.0/24' });
    await life.restore({ restore_net_id: network.id });
    const ports = await portsOf((await restored()).id);
    expect(ports.map(({ network_id }) => network_id)).toEqual([network.id]);
    expect(life.warnings).toEqual([]);
  });

  test('restore_security_groups are taken by id or name', async () => {
    const group = await server.demo.session.network.createSecurityGroup({ name: `group of ${server.web}` });
    await life.restore({ restore_security_groups: [group.name] });
    const [port] = await portsOf((await restored()).id);
    expect(port!.security_groups).toEqual([group.id]);
  });

  test.each([
    [{ restore_flavor_id: 'gone' }, 'flavor "gone"', 'restore_flavor_id'],
    [{ restore_net_id: 'gone' }, 'network "gone"', 'restore_net_id'],
    [{ restore_key_name: 'gone' }, 'key pair "gone"', 'restore_key_name'],
    [{ restore_security_groups: ['gone'] }, 'security group "gone"', 'restore_security_groups'],
  ])('%j: what is missing is named before anything is made', async (parameters, missing, advice) => {
    await expect(life.restore(parameters)).rejects.toMatchObject({
      code: 'KARBOR_RESTORE_TARGET',
      message: expect.stringMatching(new RegExp(`"web".*${missing}.*is not there.*${advice}`)) as unknown,
    });
    expect(life.reports.at(-1)?.effects).toEqual([]);
  });
});

describe('what the original had and is gone', () => {
  test('its boot volume or image, where it takes no part in the restore', async () => {
    await life.protect({ root_disk: 'image' });
    const saved = life.savedInfo as { server: object };
    for (const boot of [{ from: 'volume', volumeId: 'gone' }, { from: 'image', imageId: 'gone' }]) {
      const other = await lifeOf(server.demo, server.web, { savedInfo: { frozen: null, server: { ...saved.server, boot } } });
      await expect(other.restore()).rejects.toMatchObject({ code: 'KARBOR_RESTORE_TARGET' });
    }
  });

  test('its flavor, with what is known of it', async () => {
    await life.protect();
    const saved = life.savedInfo as { server: object };
    const flavor = { id: '77', name: 'm1.gone', vcpus: 2, ram: 64, disk: 1 };
    const other = await lifeOf(server.demo, server.web, { savedInfo: { ...saved, server: { ...saved.server, flavor } } });
    await expect(other.restore()).rejects.toThrow('flavor 77 (m1.gone: 2 vCPUs, 64 MiB, 1 GiB) is not there');
  });

  test('a security group is found again by its name, if only one has it', async () => {
    await life.protect();
    const text = JSON.stringify(life.savedInfo);
    const [port] = await portsOf(server.web);
    const savedInfo = JSON.parse(text.replaceAll(port!.security_groups[0]!, 'of-another-project')) as object;
    life = await lifeOf(server.demo, server.web, { savedInfo: withoutDisks(savedInfo) });
    await life.restore();
    expect((await portsOf((await restored()).id))[0]!.security_groups).toEqual(port!.security_groups);
  });
});

function withoutDisks(savedInfo: object) {
  const { server: description } = savedInfo as { server: object };
  return { frozen: null, server: { ...description, volumes: [] } };
}
