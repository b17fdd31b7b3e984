import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';
import { testVolume, thingsIn } from './test-volume.fixture.js';

/** A cloud whose volumes are clones of what they were made of, as on Ceph. */
let demo: TestCloud;

beforeEach(async () => {
  demo = await startTestCloud({ clones: true });
});
afterEach(() => demo.stop());

const countOf = (method: string, path: string) => demo.cloud.requests.count({ method, path });

async function removeVolume(id: string): Promise<void> {
  await demo.session.volume.deleteVolume(id);
  await demo.cloud.settled();
}

test('the image that a restored volume is a clone of stays, and this is said', async () => {
  const { id, harness, warnings } = await testVolume(demo);
  await harness.protect();
  expect(thingsIn(demo)).toMatchObject({ volumes: ['data'], images: [], snapshots: [] });
  const { newId: volumeId = 'none' } = await harness.restore();
  expect(await demo.cloud.disks.hash({ volumeId })).toBe(await demo.cloud.disks.hash({ volumeId: id }));
  const [image] = demo.cloud.inventory().images;
  expect(warnings).toEqual([
    `Image ${image!.id} stays in the cloud after the restore of volume "data" (${id}): the new volume ${volumeId} is a clone that depends on it, as on Ceph. Delete the image when that volume was deleted or flattened.`,
  ]);
  expect(harness.outstandingEffects).toEqual([]);
  // Not for as long as anything may take to be removed.
  expect(countOf('DELETE', image!.id)).toBeLessThan(10);
  await removeVolume(volumeId);
  await demo.session.image.deleteImage(image!.id);
});

test.each([{ after: 'onMain' }, { after: 'onComplete' }] as const)('nothing is left of a restore that fails although its image had to stay: %j', async (fail) => {
  const { harness } = await testVolume(demo);
  await harness.protect();
  await expect(harness.restore({}, { fail })).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
  expect(harness.outstandingEffects).toEqual([]);
  expect(thingsIn(demo)).toMatchObject({ volumes: ['data'], images: [] });
});

test('a snapshot that a restored volume is a clone of is not deleted, and the reason is told', async () => {
  const { harness } = await testVolume(demo);
  await harness.protect({ protect_mode: 'snapshot' });
  const { newId: volumeId = 'none' } = await harness.restore();
  const [snapshot] = demo.cloud.inventory().snapshots;
  await expect(harness.delete()).rejects.toMatchObject({
    code: 'KARBOR_STILL_NEEDED',
    message: `The snapshot ${snapshot!.id} cannot be removed: the service accepts its removal and then keeps it. Volumes that were made of it probably depend on it, as on Ceph; it can be removed when they are deleted or flattened.`,
    details: { snapshot: snapshot!.id },
  });
  expect(countOf('DELETE', snapshot!.id)).toBeLessThan(10);
  await removeVolume(volumeId);
  await harness.delete();
  expect(thingsIn(demo)).toMatchObject({ volumes: ['data'], snapshots: [] });
});
