import { randomBytes } from 'node:crypto';
import { collect } from '@karbor/openstack';
import { describe, expect, test } from 'vitest';
import { lifeOf } from './server-life.fixture.js';
import { ServerToProtect } from './server-to-protect.fixture.js';

const server = new ServerToProtect();

describe('a server booted from an image', () => {
  test('is paused, captured and resumed; its disk is stored as it was, and nothing is left', async () => {
    await server.demo.cloud.disks.write({ serverId: server.web }, 100, randomBytes(500));
    const life = await lifeOf(server.demo, server.web);
    await life.protect();
    expect(await server.acts()).toEqual(['pause', 'createImage', 'unpause']);
    const stored = Buffer.concat(await collect(life.section.readStream('root-disk')));
    expect(stored.equals(await server.demo.cloud.disks.read({ serverId: server.web }))).toBe(true);
    expect(life.outstandingEffects).toEqual([]);
    await server.expectAsBefore();
    await life.verify();
    life.damage('root-disk');
    await expect(life.verify()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_CORRUPT' });
    await life.delete();
  });

  test('is described with all that a restore needs', async () => {
    const life = await lifeOf(server.demo, server.web);
    await life.protect();
    const [port] = await collect(server.demo.session.network.listPorts({ filters: { device_id: server.web } }));
    const size = await server.demo.cloud.disks.size({ serverId: server.web });
    expect(life.savedInfo).toEqual({
      server: {
        name: 'web',
        description: null,
        status: 'ACTIVE',
        flavor: { id: '2', name: 'm1.tiny', vcpus: 1, ram: 512, disk: 1, ephemeral: 0, swap: 0 },
        keyName: 'key',
        metadata: { role: 'web' },
        tags: [],
        userData: null,
        configDrive: true,
        availabilityZone: 'nova',
        serverGroup: null,
        interfaces: [
          {
            networkId: port!.network_id,
            networkName: 'private',
            macAddress: port!.mac_address,
            portName: '',
            addresses: [{ subnetId: port!.fixed_ips[0]!.subnet_id, address: port!.fixed_ips[0]!.ip_address }],
            addressPairs: [],
            securityGroups: [{ id: port!.security_groups[0], name: 'default' }],
            portSecurity: true,
            vnicType: 'normal',
          },
        ],
        volumes: [
          { volumeId: server.volumeIds[0], device: '/dev/vdb', boot: false, deleteOnTermination: false },
          { volumeId: server.volumeIds[1], device: '/dev/vdc', boot: false, deleteOnTermination: false },
        ],
        boot: { from: 'image', imageId: server.imageId },
      },
      frozen: 'pause',
      rootDisk: {
        bytes: size,
        diskFormat: 'raw',
        containerFormat: 'bare',
        minDisk: 1,
        minRam: 0,
        properties: { hw_disk_bus: 'scsi', os_distro: 'cirros' },
        hashes: [
          { algorithm: 'sha512', value: expect.stringMatching(/^[0-9a-f]{128}$/) as unknown },
          { algorithm: 'md5', value: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown },
        ],
      },
    });
  });

  test('goes on running unless two of its volumes are protected', async () => {
    const life = await lifeOf(server.demo, server.web, { volumeIds: server.volumeIds.slice(1) });
    await life.protect();
    expect(await server.acts()).toEqual(['createImage']);
    expect(life.savedInfo).toMatchObject({ frozen: null });
  });

  test.each([
    ['pause', ['pause', 'createImage', 'unpause'], 'pause'],
    ['suspend', ['suspend', 'createImage', 'resume'], 'suspend'],
    ['none', ['createImage'], null],
  ])('is held still as quiesce "%s" says', async (quiesce, expected, frozen) => {
    const life = await lifeOf(server.demo, server.web, { volumeIds: quiesce === 'none' ? server.volumeIds : [] });
    await life.protect({ quiesce });
    expect(await server.acts()).toEqual(expected);
    expect(life.savedInfo).toMatchObject({ frozen });
    await server.expectAsBefore();
  });

  test.each([
    ['pauseServer', 'PAUSED'],
    ['suspendServer', 'SUSPENDED'],
    ['stopServer', 'SHUTOFF'],
  ] as const)('stays as its user has it: %s', async (act, status) => {
    await server.demo.session.compute[act](server.web);
    await server.demo.reach(server.web, status);
    const before = await server.acts();
    const life = await lifeOf(server.demo, server.web);
    await life.protect({ quiesce: 'pause' });
    expect(await server.acts()).toEqual([...before, 'createImage']);
    expect(life.savedInfo).toMatchObject({ server: { status }, frozen: null });
    await server.expectAsBefore(status);
  });

  test('is paused once what its user has begun is done', async () => {
    const release = server.demo.cloud.holdTransitions();
    await server.demo.session.compute.pauseServer(server.web);
    const life = await lifeOf(server.demo, server.web);
    const protect = life.protect();
    setTimeout(release, 30);
    await protect;
    expect(await server.acts()).toEqual(['pause', 'createImage']);
    await server.expectAsBefore('PAUSED');
  });

  test('is only named by its image with root_disk "image"', async () => {
    const life = await lifeOf(server.demo, server.web);
    await life.protect({ root_disk: 'image' });
    expect(await server.acts()).toEqual(['pause', 'unpause']);
    expect(life.savedInfo).not.toHaveProperty('rootDisk');
    expect(await collect(life.section.listObjects())).toEqual([]);
    await life.verify();
  });

  test('is refused with root_disk "image" when that image is gone', async () => {
    const other = await server.demo.cloud.seed.image({ name: 'other', bytes: Buffer.from('x') });
    const id = await server.demo.cloud.seed.server({ name: 'orphan', imageId: other });
    await server.demo.session.image.deleteImage(other);
    const life = await lifeOf(server.demo, id);
    await expect(life.protect({ root_disk: 'image' })).rejects.toMatchObject({
      code: 'KARBOR_BOOT_SOURCE_GONE',
      message: expect.stringContaining('"orphan"') as unknown,
    });
  });

  test('is refused in a state in which no disk can be captured', async () => {
    await server.demo.admin.request('compute', {
      ...{ method: 'POST', path: `/servers/${server.web}/action` },
      json: { 'os-resetState': { state: 'error' } },
    });
    const life = await lifeOf(server.demo, server.web);
    await expect(life.protect()).rejects.toMatchObject({ code: 'KARBOR_SERVER_STATE' });
    await life.protect({ root_disk: 'image' });
  });
});

test('a server booted from a volume has no disk of its own', async () => {
  const root = await server.demo.cloud.seed.volume({ name: 'root', imageId: server.imageId, bootable: true });
  const id = await server.demo.cloud.seed.server({ name: 'database', bootVolumeId: root });
  const life = await lifeOf(server.demo, id);
  await life.protect({ quiesce: 'pause' });
  expect(await server.acts(id)).toEqual(['pause', 'unpause']);
  expect(life.savedInfo).toMatchObject({
    server: { boot: { from: 'volume', volumeId: root }, volumes: [{ volumeId: root, device: '/dev/vda', boot: true }] },
  });
  await life.verify();
});
