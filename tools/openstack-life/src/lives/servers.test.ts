import { collect } from '@karbor/openstack';
import { describe, expect, test } from 'vitest';
import { bytesOf, hashOfVolumeWith, sha512 } from '../cloud/bytes.js';
import { rootDiskHash, volumeHash } from '../cloud/disk-hash.js';
import { vanishes } from '../cloud/eventually.js';
import { imageType, serverKey, serverType, volumeKey, volumeType } from '../karbor/resource-names.js';
import { life } from '../life.js';
import { writeAsGuest } from './guest-disk.js';

const it = life();
const bytes = bytesOf('of-servers', 8);

/** What was done to a server, oldest first. */
async function actionsOf(id: string): Promise<readonly string[]> {
  return (await collect(it.session.compute.listInstanceActions(id))).map(({ action }) => action).reverse();
}

describe('a server that boots from an image lives on', () => {
  test('with the bytes of its own disk, or with those of the image', async () => {
    const { make, operator, session, place } = it;
    const { id: imageId } = await make.image('origin', bytes);
    await session.request('compute', { method: 'POST', path: '/os-keypairs', json: { keypair: { name: 'key' } } });
    const rows = bytesOf('rows of web', 8);
    const data = await make.volume('data', { imageRef: (await make.image('rows', rows)).id });
    const server = await make.server({ name: 'web', imageId, volumeIds: [data.id], keyName: 'key', metadata: { role: 'web' } });
    const written = bytesOf('written by the guest', 8);
    await writeAsGuest(place, server, written);
    const before = await it.listing();
    const protect = (parameters: object) =>
      operator.protect([serverKey(server)], { [serverType]: parameters, [volumeType]: { protect_mode: 'snapshot' } });
    const ofDisk = await protect({ root_disk: 'snapshot', quiesce: 'pause' });
    expect(await actionsOf(server.id)).toEqual(['create', 'pause', 'createImage', 'unpause']);
    const ofImage = await protect({ root_disk: 'image', quiesce: 'suspend' });
    expect((await actionsOf(server.id)).slice(4)).toEqual(['suspend', 'resume']);
    expect((await it.listing()).filter((thing) => !thing.startsWith('snapshot '))).toEqual(before);
    for (const id of [ofDisk, ofImage]) expect(await operator.verify(id)).toContain('3 resources verified');

    await make.removeServer(server.id);
    const names = { [serverType]: { restore_name: 'restored' }, [volumeKey(data)]: { restore_name: 'restored-data' } };
    await operator.restore(ofDisk, { ...names, [imageType]: { restore_name: 'restored-image' } });
    const restored = await it.serverNamed('restored');
    expect(restored).toMatchObject({ status: 'ACTIVE', key_name: 'key', metadata: { role: 'web' } });
    expect(await rootDiskHash(session, restored.id)).toBe(await sha512([written]));
    expect(restored['os-extended-volumes:volumes_attached']).toMatchObject([{ id: (await it.volumeNamed('restored-data')).id }]);
    await make.removeServer(restored.id);
    const restoredData = await it.volumeNamed('restored-data');
    expect(await volumeHash(session, restoredData.id)).toBe(await hashOfVolumeWith(rows));
    await make.removeVolumes([restoredData.id]);

    await session.image.deleteImage(imageId);
    await vanishes(() => session.image.showImage(imageId));
    await operator.restore(ofImage, { ...names, [imageType]: { restore_name: 'restored-origin' } });
    const other = await it.serverNamed('restored');
    const newImages = await collect(session.image.listImages({ filters: { name: 'restored-origin' } }));
    expect(newImages).toHaveLength(1);
    expect(other).toMatchObject({ status: 'ACTIVE', image: { id: newImages[0]?.id }, key_name: 'key', metadata: { role: 'web' } });
    expect(await rootDiskHash(session, other.id)).toBe(await sha512([bytes]));
    await make.removeServer(other.id);
    expect(await volumeHash(session, (await it.volumeNamed('restored-data')).id)).toBe(await hashOfVolumeWith(rows));
    for (const id of [ofDisk, ofImage]) await operator.delete(id);
    expect((await it.listing()).filter((thing) => thing.startsWith('snapshot '))).toEqual([]);
  });
});

describe('a server that boots from a volume lives on', () => {
  test('from disks of one instant, or not', async () => {
    const { make, operator, session } = it;
    const { id: imageRef } = await make.image('origin', bytes);
    const rows = bytesOf('rows of db', 8);
    const { id: rowsImage } = await make.image('rows', rows);
    const [boot, data] = [await make.volume('boot', { imageRef }), await make.volume('data', { imageRef: rowsImage })];
    const server = await make.server({ name: 'db', volumeIds: [boot.id, data.id] });
    const before = await it.listing();
    const protect = (quiesce: string) =>
      operator.protect([serverKey(server)], { [serverType]: { quiesce }, [volumeType]: { protect_mode: 'snapshot' } });
    const paused = await protect('auto');
    expect(await actionsOf(server.id)).toEqual(['create', 'pause', 'unpause']);
    const running = await protect('none');
    expect(await actionsOf(server.id)).toHaveLength(3);
    expect((await it.listing()).filter((thing) => !thing.startsWith('snapshot '))).toEqual(before);

    await make.removeServer(server.id);
    for (const id of [paused, running]) {
      expect(await operator.verify(id)).toMatch(/[34] resources verified/);
      await operator.restore(id, {
        [serverType]: { restore_name: 'restored' },
        ...{ [volumeKey(boot)]: { restore_name: 'restored-boot' }, [volumeKey(data)]: { restore_name: 'restored-data' } },
      });
      const restored = await it.serverNamed('restored');
      expect(restored).toMatchObject({ status: 'ACTIVE', image: '' });
      const copies = [await it.volumeNamed('restored-boot'), await it.volumeNamed('restored-data')];
      const attached = await session.compute.listVolumeAttachments(restored.id);
      const inOrder = [...attached].sort((one, other) => ((one.device ?? '') < (other.device ?? '') ? -1 : 1));
      expect(inOrder.map(({ volumeId }) => volumeId)).toEqual(copies.map((copy) => copy.id));
      await make.removeServer(restored.id);
      expect(await Promise.all(copies.map((copy) => volumeHash(session, copy.id)))).toEqual(await Promise.all([bytes, rows].map(hashOfVolumeWith)));
      await make.removeVolumes(copies.map((copy) => copy.id));
      await operator.delete(id);
    }
    expect((await it.listing()).filter((thing) => thing.startsWith('snapshot '))).toEqual([]);
  });
});
