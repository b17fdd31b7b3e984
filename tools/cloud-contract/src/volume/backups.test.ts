import { collect } from '@karbor/openstack';
import type { Backup, Image, Volume } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { imageBytes, sampleBytes } from '../cloud/bytes.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { reaches, vanishes } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { backupShape } from '../shapes/volume.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
const bytes = sampleBytes(16 * 1024, 'backups');
let image: Image;
let original: Volume;
let full: Backup;

beforeAll(async () => {
  image = await cloud.make.image(bytes, { os_type: 'linux' });
  original = await cloud.make.volume({ imageRef: image.id, description: 'original', metadata: { a: '1' } });
  await refused(
    cloud.make.backup({ volume_id: original.id, incremental: true }),
    400,
    /No backups available to do an incremental backup/
  );
  full = await cloud.make.backup({ volume_id: original.id, description: 'd' });
});

test('a full backup tells its volume, size and instant', async () => {
  const { demo } = cloud;
  expect(backupShape.parse(full)).toMatchObject({
    ...{ status: 'available', description: 'd', volume_id: original.id, snapshot_id: null, size: 1 },
    ...{ is_incremental: false, has_dependent_backups: false, fail_reason: null, data_timestamp: full.created_at },
  });
  expect(full.object_count).toBeGreaterThan(0);
  expect(await reaches(() => demo.volume.showVolume(original.id), 'available')).toMatchObject({ name: original.name });
});

test('an incremental backup holds the full one back', async () => {
  const { demo, make } = cloud;
  const snapshot = await make.snapshot({ volume_id: original.id });
  const wanted = { volume_id: original.id, snapshot_id: snapshot.id, incremental: true, force: true };
  const second = backupShape.parse(await make.backup(wanted));
  expect(second).toMatchObject({ is_incremental: true, has_dependent_backups: false, snapshot_id: snapshot.id });
  expect(second.data_timestamp).toBe(snapshot.created_at);
  expect(await demo.volume.showBackup(full.id)).toMatchObject({ has_dependent_backups: true });
  await refused(demo.volume.deleteBackup(full.id), 400, /Invalid backup: Incremental backups exist for this backup/);

  const { id } = second;
  await demo.volume.deleteBackup(id);
  await vanishes(() => demo.volume.showBackup(id));
  expect(await demo.volume.showBackup(full.id)).toMatchObject({ has_dependent_backups: false });
  await refused(demo.volume.showBackup(id), 404, new RegExp(`Backup ${id} could not be found`));
  await refused(demo.volume.deleteBackup(id), 404, /could not be found/);
});

test('lists take filters by name, volume and status', async () => {
  const { demo } = cloud;
  const ids = async (filters: Record<string, string>) =>
    (await collect(demo.volume.listBackups({ filters, pageSize: 1 }))).map((one) => backupShape.parse(one).id);
  expect(await ids({ name: full.name ?? '' })).toEqual([full.id]);
  expect(await ids({ volume_id: original.id, status: 'available' })).toEqual([full.id]);
  expect(await ids({ name: 'no such name' })).toEqual([]);
});

test('a restore makes a new volume, named and described as the original, with its bytes and image properties', async () => {
  const { demo, make } = cloud;
  const { volume_id: id, backup_id, volume_name } = await demo.volume.restoreBackup(full.id, {});
  await make.adopt.volume(id);
  expect([backup_id, volume_name]).toEqual([full.id, `restore_backup_${full.id}`]);
  const volume = await reaches(() => demo.volume.showVolume(id), 'available');
  expect(volume).toMatchObject({
    ...{
      name: original.name,
      description: original.description,
      size: 1,
      bootable: 'true',
      metadata: original.metadata,
    },
    volume_image_metadata: { os_type: 'linux' },
  });
  const { imageId } = await demo.volume.uploadVolumeToImage(id, { image_name: cloud.name('upload') });
  await make.adopt.image(imageId);
  await reaches(() => demo.image.showImage(imageId), 'active');
  await reaches(() => demo.volume.showVolume(id), 'available');
  expect(Buffer.compare(await imageBytes(demo, imageId, bytes.length), bytes)).toBe(0);
});

test('a restore into a volume leaves it its name, and gives it the metadata and image properties of the original', async () => {
  const { demo, make } = cloud;
  const target = await make.volume({ size: 2, metadata: { b: '2' } });
  await cloud.cloud.meanwhile(async () => {
    const restored = await demo.volume.restoreBackup(full.id, { volume_id: target.id });
    expect(restored).toMatchObject({ backup_id: full.id, volume_id: target.id, volume_name: target.name });
    expect((await demo.volume.showVolume(target.id)).status).toBe('restoring-backup');
    await refused(demo.volume.deleteBackup(full.id), 400, /Backup status must be available or error/);
    await refused(demo.volume.restoreBackup(full.id), 400, /Backup status must be available/);
  });
  const volume = await reaches(() => demo.volume.showVolume(target.id), 'available');
  expect(volume).toMatchObject({
    ...{ name: target.name, description: null, size: 2, bootable: 'true', metadata: original.metadata },
    volume_image_metadata: { os_type: 'linux' },
  });
  await reaches(() => demo.volume.showBackup(full.id), 'available');
});

test('what cannot be backed up or restored is refused', async () => {
  const { demo, alt, make } = cloud;
  await refused(make.backup({ volume_id: nowhere }), 404, /Volume .* could not be found/);
  await refused(make.backup({ volume_id: original.id, snapshot_id: nowhere }), 404, /Snapshot .* could not be found/);
  await refused(demo.volume.restoreBackup(nowhere), 404, /Backup .* could not be found/);
  await refused(demo.volume.restoreBackup(full.id, { volume_id: nowhere }), 404, /Volume .* could not be found/);
  await refused(alt.volume.restoreBackup(full.id), 404, /could not be found/);
});

test('a volume being backed up says so, and the backup is not deleted before it is made, nor restored into a smaller volume', async () => {
  const { demo, make } = cloud;
  const volume = await make.volume({ size: 2 });
  const id = await cloud.cloud.meanwhile(async () => {
    const backup = await demo.volume.createBackup({ volume_id: volume.id, name: cloud.name() });
    cloud.after(
      () => demo.volume.deleteBackup(backup.id),
      () => vanishes(() => demo.volume.showBackup(backup.id))
    );
    expect(await demo.volume.showVolume(volume.id)).toMatchObject({ status: 'backing-up' });
    expect(await demo.volume.showBackup(backup.id)).toMatchObject({ status: 'creating' });
    await refused(demo.volume.deleteVolume(volume.id), 400, /Invalid volume: Volume status must be available or error/);
    await refused(demo.volume.deleteBackup(backup.id), 400, /Backup status must be available or error/);
    return backup.id;
  });
  await reaches(() => demo.volume.showBackup(id), 'available');
  await reaches(() => demo.volume.showVolume(volume.id), 'available');
  const small = await make.volume({ size: 1 });
  await refused(
    demo.volume.restoreBackup(id, { volume_id: small.id }),
    400,
    /volume size 1 is too small to restore backup of size 2/i
  );
});
