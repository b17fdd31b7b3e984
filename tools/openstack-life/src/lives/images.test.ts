import { collect } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { bytesOf, sha512 } from '../cloud/bytes.js';
import { vanishes } from '../cloud/eventually.js';
import { imageKey } from '../karbor/resource-names.js';
import { life } from '../life.js';

const it = life();

test('an image lives on with its properties', async () => {
  const { make, operator, session } = it;
  const { image } = session;
  const bytes = bytesOf('image', 40);
  const properties = { os_distro: 'debian', visibility: 'shared', 'of-a-user': 'kept' };
  const original = await make.image('debian', bytes, properties);
  const before = await it.listing();
  const id = await operator.protect([imageKey(original)]);
  expect(await it.listing()).toEqual(before);
  expect(await operator.verify(id)).toContain('1 resources verified');

  await operator.restore(id, { [imageKey(original)]: { reuse: 'auto' } });
  expect(await it.listing()).toEqual(before);
  await image.deleteImage(original.id);
  await vanishes(() => image.showImage(original.id));
  await operator.restore(id);
  expect(await it.listing()).toEqual(before);
  const [restored] = await collect(image.listImages({ filters: { owner: await session.projectId() } }));
  expect(restored).toMatchObject({ name: 'debian', status: 'active', size: bytes.byteLength, os_hash_value: await sha512([bytes]), ...properties });
  await operator.delete(id);
  expect(await it.listing()).toEqual(before);
});
