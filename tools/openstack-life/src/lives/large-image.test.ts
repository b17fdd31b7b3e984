import { Readable } from 'node:stream';
import { collect } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { generatedBytes, sha512 } from '../cloud/bytes.js';
import { vanishes } from '../cloud/eventually.js';
import { withPeakMemory } from '../karbor/peak-memory.js';
import { imageKey } from '../karbor/resource-names.js';
import { life } from '../life.js';

const it = life({ bank: 'swift' });
const mebibytes = 1024;

test('an image of 1 GiB goes to Swift and back with little memory, and has the same bytes', async () => {
  const { operator, session } = it;
  const { image } = session;
  const { id: imageId } = await image.createImage({ name: 'large', disk_format: 'raw', container_format: 'bare' });
  await image.uploadImageData(imageId, Readable.from(generatedBytes('large', mebibytes)), { size: mebibytes * 2 ** 20 });
  const stored = await withPeakMemory(operator.start('protect', '--resource', imageKey({ id: imageId })));
  expect(stored).toMatchObject({ code: 0 });
  await image.deleteImage(imageId);
  await vanishes(() => image.showImage(imageId));
  const { id } = await operator.newest();
  const restored = await withPeakMemory(operator.start('restore', id));
  expect(restored).toMatchObject({ code: 0 });
  const [copy] = await collect(image.listImages({ filters: { owner: await session.projectId() } }));
  expect(copy).toMatchObject({ name: 'large', status: 'active', os_hash_value: await sha512(generatedBytes('large', mebibytes)) });
  process.stdout.write(`peak memory of 1 GiB to Swift and back: ${stored.peak} and ${restored.peak} MiB\n`);
  // Node itself and the modules take more than a hundred: less would say that nothing was measured.
  for (const { peak } of [stored, restored]) {
    expect(peak).toBeGreaterThan(50);
    expect(peak).toBeLessThan(256);
  }
  await operator.delete(id);
});
