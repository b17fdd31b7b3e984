import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';
import { modes, testVolume, thingsIn } from './test-volume.fixture.js';

let demo: TestCloud;
const size = 128 * 1024;

beforeEach(async () => {
  demo = await startTestCloud();
});
afterEach(() => demo.stop());

const newIdOf = ({ newId }: { readonly newId?: string }) => newId ?? 'none';
const counts = () => Object.fromEntries(Object.entries(thingsIn(demo)).map(([kind, names]) => [kind, names.length]));

describe.each(modes)('with protect_mode %s', (protect_mode) => {
  test('a lost volume comes back with all its bytes and properties', async () => {
    const imageId = await demo.cloud.seed.image({ name: 'base', bytes: randomBytes(1000), properties: { os_distro: 'lab' } });
    const { id, harness, warnings } = await testVolume(demo, { size: 2, imageId, metadata: { tier: 'gold' }, bytes: randomBytes(size) });
    const hash = await demo.cloud.disks.hash({ volumeId: id });
    const original = await demo.session.volume.showVolume(id);

    await harness.protect({ protect_mode });
    // What was written later is not in the copy.
    await demo.cloud.disks.write({ volumeId: id }, 0, randomBytes(100));
    // Cinder keeps a volume as long as it has snapshots.
    if (protect_mode !== 'snapshot') await demo.session.volume.deleteVolume(id);
    await demo.cloud.settled();

    const volumeId = newIdOf(await harness.restore());
    expect(volumeId).not.toBe(id);
    expect(await demo.cloud.disks.hash({ volumeId })).toBe(hash);
    const { volume_image_metadata, ...restored } = await demo.session.volume.showVolume(volumeId);
    expect(restored).toMatchObject({
      name: 'data',
      description: '',
      size: 2,
      status: 'available',
      bootable: 'true',
      volume_type: original.volume_type,
      availability_zone: original.availability_zone,
      metadata: { tier: 'gold' },
    });
    expect(volume_image_metadata).toEqual(original.volume_image_metadata);
    expect(warnings).toEqual([]);
    expect(harness.outstandingEffects).toEqual([]);

    await harness.verify();
    await harness.delete();
    await demo.session.volume.deleteVolume(volumeId);
    await demo.cloud.settled();
    const left = protect_mode === 'snapshot' ? 1 : 0;
    expect(counts()).toEqual({ volumes: left, snapshots: 0, backups: 0, images: 1 });
  });

  test('a volume in use is protected, and only the copy stays', async () => {
    const { id, harness } = await testVolume(demo, { bytes: randomBytes(100) });
    const hash = await demo.cloud.disks.hash({ volumeId: id });
    await demo.attach(id, '11111111-2222-3333-4444-555555555555');
    await harness.protect({ protect_mode });
    expect(counts()).toEqual({
      volumes: 1,
      snapshots: protect_mode === 'snapshot' ? 1 : 0,
      backups: protect_mode === 'backup' ? 1 : 0,
      images: 0,
    });
    const volumeId = newIdOf(await harness.restore());
    expect(await demo.cloud.disks.hash({ volumeId })).toBe(hash);
    expect(await demo.session.volume.showVolume(id)).toMatchObject({ status: 'in-use' });
  });

  test('a volume that boots nothing and has no image properties comes back as such', async () => {
    const { harness } = await testVolume(demo);
    await harness.protect({ protect_mode });
    const volume = await demo.session.volume.showVolume(newIdOf(await harness.restore()));
    expect(volume.bootable).toBe('false');
    expect(volume.volume_image_metadata).toBeUndefined();
  });

  test('the name, type and zone of the restored volume can be chosen', async () => {
    const { harness } = await testVolume(demo);
    await harness.protect({ protect_mode });
    const parameters = { restore_name: 'again', volume_type: '__DEFAULT__', availability_zone: 'nova' };
    const volumeId = newIdOf(await harness.restore(parameters));
    expect(await demo.session.volume.showVolume(volumeId)).toMatchObject({ name: 'again', availability_zone: 'nova' });
    await expect(harness.restore({ volume_type: 'none such' })).rejects.toMatchObject({ code: 'KARBOR_RESTORE_TARGET' });
    await expect(harness.restore({ restore_nmae: 'x' })).rejects.toMatchObject({ code: 'KARBOR_PARAMETERS_INVALID' });
    expect(harness.outstandingEffects).toEqual([]);
    expect(thingsIn(demo).volumes).toEqual(['again', 'data']);
  });

  test('deleting a copy that somebody has removed already is fine', async () => {
    const { harness } = await testVolume(demo);
    await harness.protect({ protect_mode });
    for (const { id } of demo.cloud.inventory().backups) await demo.session.volume.deleteBackup(id);
    for (const { id } of demo.cloud.inventory().snapshots) await demo.session.volume.deleteSnapshot(id);
    await demo.cloud.settled();
    if (protect_mode !== 'image') await expect(harness.verify()).rejects.toMatchObject({ code: 'KARBOR_COPY_DAMAGED' });
    await harness.delete();
  });
});

test('verify reads every byte in the bank', async () => {
  const { harness } = await testVolume(demo);
  await harness.protect();
  expect((await harness.verify()).progress.at(-1)).toMatchObject({ done: 64 * 1024, total: 64 * 1024 });
  harness.damage('data');
  await expect(harness.verify()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_CORRUPT' });
});

test('verify tells a copy in the cloud that is not available', async () => {
  const { harness } = await testVolume(demo);
  demo.cloud.faults.add({ method: 'DELETE', path: 'snapshots', effect: { kind: 'error-state' } });
  await harness.protect({ protect_mode: 'snapshot' });
  const [snapshot] = demo.cloud.inventory().snapshots;
  await demo.session.volume.deleteSnapshot(snapshot!.id);
  await demo.cloud.settled();
  await expect(harness.verify()).rejects.toThrow(/snapshot .* is in state "error_deleting"/);
});
