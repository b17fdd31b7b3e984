import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let demo: Client;
let image: string;
let network: string;
const bytes = randomBytes(100_000);
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: 128 * 1024, delay: 5 });
  demo = await Client.open(cloud);
  image = await cloud.seed.image({ name: 'i', bytes, properties: { os_distro: 'lab', karbor_x: '1' } });
  network = (await demo.get('network', '/networks?name=private')).text('networks.0.id');
});
afterAll(() => cloud.stop());

const boot = (device: object, server: object = {}): Promise<Received> => {
  const mapping = [{ boot_index: 0, destination_type: 'volume', ...device }];
  return demo.post('compute', '/servers', {
    server: { name: 'bfv', flavorRef: '1', networks: [{ uuid: network }], block_device_mapping_v2: mapping, ...server },
  });
};
const volumeStatus = (volumeId: string): string | undefined =>
  cloud.inventory().volumes.find(({ id }) => id === volumeId)?.status;

describe('attached volumes', () => {
  it('answers as Nova and Cinder do', async () => {
    const server = await cloud.seed.server({ name: 's', imageId: image });
    const path = `/servers/${server}/os-volume_attachments`;
    const volumeId = await cloud.seed.volume({ name: 'att1' });
    const letAttach = cloud.holdTransitions();
    const attached = await demo.post('compute', path, { volumeAttachment: { volumeId } });
    expectAsRecorded(attached, 'nova', 'attach volume');
    expect([attached.at('volumeAttachment.device'), volumeStatus(volumeId)]).toEqual(['/dev/vdb', 'attaching']);
    letAttach();
    await cloud.settled();
    expectAsRecorded(await demo.get('compute', path), 'nova', 'server volume attachments');
    expectAsRecorded(await demo.get('volume', `/volumes/${volumeId}`), 'cinder', 'attached volume show');
    const snapshot = await demo.post('volume', '/snapshots', {
      snapshot: { volume_id: volumeId, name: 'live', force: true },
    });
    expectAsRecorded(snapshot, 'cinder', 'snapshot of in-use volume (force)');
    await cloud.settled();
    const snapshotPath = `/snapshots/${snapshot.text('snapshot.id')}`;
    expectAsRecorded(await demo.get('volume', snapshotPath), 'cinder', 'snapshot of in-use volume show');
    expectAsRecorded(await demo.delete('volume', snapshotPath), 'cinder', 'delete live snapshot');
    const letBackUp = cloud.holdTransitions();
    const backup = await demo.post('volume', '/backups', {
      backup: { volume_id: volumeId, name: 'live', force: true },
    });
    expectAsRecorded(backup, 'cinder', 'backup of in-use volume (force)');
    expect((await demo.delete('compute', `${path}/${volumeId}`)).status).toBe(400);
    letBackUp();
    await cloud.settled();
    expectAsRecorded(await demo.get('volume', `/backups/${backup.text('backup.id')}`), 'cinder', 'live backup show');
    expectAsRecorded(
      await demo.delete('volume', `/backups/${backup.text('backup.id')}`),
      'cinder',
      'live backup delete',
    );
    expect((await demo.delete('volume', `/volumes/${volumeId}`)).status).toBe(400);
    expectAsRecorded(await demo.delete('compute', `${path}/${volumeId}`), 'nova', 'detach volume');
    await cloud.settled();
    expect(volumeStatus(volumeId)).toBe('available');
    expect((await demo.get('compute', path)).body).toEqual({ volumeAttachments: [] });
  });

  it('takes the device that is asked for, once', async () => {
    const server = await cloud.seed.server({ name: 's', imageId: image });
    const path = `/servers/${server}/os-volume_attachments`;
    const [one, two] = [await cloud.seed.volume({ name: 'a' }), await cloud.seed.volume({ name: 'b' })];
    const newer = { headers: { 'OpenStack-API-Version': 'compute 2.79' } };
    const attach = (volumeId: string): Promise<Received> =>
      demo.post(
        'compute',
        path,
        { volumeAttachment: { volumeId, device: '/dev/vdd', delete_on_termination: true } },
        newer,
      );
    expect((await attach(one)).at('volumeAttachment')).toMatchObject({
      device: '/dev/vdd',
      delete_on_termination: true,
      tag: null,
    });
    expect((await attach(two)).status).toBe(409);
    await cloud.settled();
    await demo.delete('compute', `/servers/${server}`);
    await cloud.settled();
    expect([volumeStatus(one), volumeStatus(two)]).toEqual([undefined, 'available']);
  });

  it('is available again when attaching fails', async () => {
    const server = await cloud.seed.server({ name: 's', imageId: image });
    const volumeId = await cloud.seed.volume({ name: 'a' });
    cloud.faults.add({
      service: 'compute',
      method: 'POST',
      path: /os-volume_attachments/,
      effect: { kind: 'error-state' },
    });
    await demo.post('compute', `/servers/${server}/os-volume_attachments`, { volumeAttachment: { volumeId } });
    await cloud.settled();
    expect(volumeStatus(volumeId)).toBe('available');
    expect(cloud.inventory().servers.find(({ id }) => id === server)?.volumeIds).toEqual([]);
  });
});

describe('boot from a volume', () => {
  it('makes the volume from an image and takes it away again', async () => {
    const made = await boot(
      { uuid: image, source_type: 'image', volume_size: 1, delete_on_termination: true },
      { security_groups: [{ name: 'default' }] },
    );
    expectAsRecorded(made, 'nova', 'server create boot from volume (image -> volume)');
    await cloud.settled();
    const path = `/servers/${made.text('server.id')}`;
    const shown = await demo.get('compute', path);
    expectAsRecorded(shown, 'nova', 'boot-from-volume server show');
    const volumeId = shown.text('server.os-extended-volumes:volumes_attached.0.id');
    expect((await cloud.disks.read({ volumeId }, 0, bytes.length)).equals(bytes)).toBe(true);
    expect((await demo.delete('compute', `${path}/os-volume_attachments/${volumeId}`)).status).toBe(400);

    const saved = await demo.post('compute', `${path}/action`, { createImage: { name: 'snapbfv' } });
    expectAsRecorded(saved, 'nova', 'bfv createImage');
    await cloud.settled();
    const savedId = saved.headers.get('location')?.split('/').at(-1) ?? '';
    const savedImage = await demo.get('image', `/images/${savedId}`);
    expectAsRecorded(savedImage, 'glance', 'bfv image show (block_device_mapping of snapshots)');
    const copy = await demo.post('compute', '/servers', {
      server: { name: 'copy', flavorRef: '1', imageRef: savedId, networks: [{ uuid: network }] },
    });
    await cloud.settled();
    const copied = cloud.inventory().servers.find(({ id }) => id === copy.text('server.id'));
    expect(copied).toMatchObject({ status: 'ACTIVE', imageId: null });
    expect(await cloud.disks.hash({ volumeId: copied?.volumeIds[0] ?? '' })).toBe(await cloud.disks.hash({ volumeId }));

    for (const { id } of cloud.inventory().snapshots) await demo.delete('volume', `/snapshots/${id}`);
    await cloud.settled();
    await demo.delete('compute', path);
    await cloud.settled();
    expect(volumeStatus(volumeId)).toBeUndefined();
  });

  it('takes an existing volume and a given port and leaves both', async () => {
    const volumeId = await cloud.seed.volume({ name: 'boot', bootable: true });
    const port = (await demo.post('network', '/ports', { port: { network_id: network } })).text('port.id');
    const device = { uuid: volumeId, source_type: 'volume', delete_on_termination: false };
    const made = await boot(device, { networks: [{ port }] });
    expectAsRecorded(made, 'nova', 'server create boot from existing volume + given port');
    await cloud.settled();
    expect(volumeStatus(volumeId)).toBe('in-use');
    expect((await boot(device)).status).toBe(400);
    await demo.delete('compute', `/servers/${made.text('server.id')}`);
    await cloud.settled();
    expect(volumeStatus(volumeId)).toBe('available');
  });

  it('refuses a volume that is not bootable or not there', async () => {
    const volumeId = await cloud.seed.volume({ name: 'data' });
    expect((await boot({ uuid: volumeId, source_type: 'volume' })).at('badRequest.message')).toBe(
      `Block Device ${volumeId} is not bootable.`,
    );
    const missing = '00000000-0000-0000-0000-000000000000';
    expect((await boot({ uuid: missing, source_type: 'volume' })).at('badRequest.message')).toContain(
      `failed to get volume ${missing}`,
    );
    expect((await boot({ uuid: missing, source_type: 'image', volume_size: 1 })).status).toBe(400);
    const alt = await Client.open(cloud, 'alt');
    expect((await alt.get('compute', `/servers/${cloud.inventory().servers[0]?.id ?? ''}`)).status).toBe(404);
  });
});
