import { collect } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { sampleBytes } from '../cloud/bytes.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { imageMemberShape, imageShape } from '../shapes/image.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
const bytes = sampleBytes(1000, 'images');

test('an image is registered without bytes, with its own properties beside the fields', async () => {
  const { demo, make } = cloud;
  const name = cloud.name('image');
  const image = await make.image(undefined, {
    name,
    min_disk: 1,
    min_ram: 64,
    tags: ['b', 'a'],
    os_type: 'linux',
    own: 'x',
  });
  expect(imageShape.parse(image)).toMatchObject({
    ...{
      name,
      status: 'queued',
      visibility: 'shared',
      owner: await demo.projectId(),
      disk_format: 'raw',
      container_format: 'bare',
    },
    ...{
      size: null,
      virtual_size: null,
      checksum: null,
      os_hash_algo: null,
      os_hash_value: null,
      os_hidden: false,
      protected: false,
    },
    ...{ min_disk: 1, min_ram: 64, os_type: 'linux', own: 'x' },
  });
  expect([...image.tags].sort()).toEqual(['a', 'b']);
});

test('lists take filters by name, owner, status and os_hidden, and go on page by page', async () => {
  const { demo, make } = cloud;
  const mark = cloud.name('mark');
  const names = [cloud.name(), cloud.name(), cloud.name()];
  const ids: string[] = [];
  for (const name of names) ids.push((await make.image(undefined, { name, mark })).id);
  const hidden = await make.image(undefined, { mark, os_hidden: true });
  const listed = async (filters: Record<string, string | boolean>) =>
    (await collect(demo.image.listImages({ filters, pageSize: 2 }))).map((image) => imageShape.parse(image).id).sort();
  expect(await listed({ name: names[1] ?? '' })).toEqual([ids[1]]);
  expect(await listed({ mark, owner: await demo.projectId(), status: 'queued' })).toEqual(ids.sort());
  expect(await listed({ mark, owner: await demo.projectId(), os_hidden: false })).toEqual(ids.sort());
  expect(await listed({ mark, os_hidden: true })).toEqual([hidden.id]);
  expect(await listed({ name: 'no such name' })).toEqual([]);
  expect(await listed({ name: names[1] ?? '', owner: await cloud.alt.projectId() })).toEqual([]);
});

test('a patch adds, replaces and removes', async () => {
  const { demo, make } = cloud;
  const { id } = await make.image(undefined, { own: 'x' });
  const name = cloud.name('renamed');
  const patched = await demo.image.updateImage(id, [
    { op: 'replace', path: '/name', value: name },
    { op: 'add', path: '/os_type', value: 'linux' },
    { op: 'add', path: '/own~1er', value: 'y' },
    { op: 'remove', path: '/own' },
    { op: 'replace', path: '/tags', value: ['t'] },
    { op: 'replace', path: '/min_disk', value: 2 },
    { op: 'replace', path: '/visibility', value: 'private' },
    { op: 'replace', path: '/os_hidden', value: true },
  ]);
  expect(imageShape.parse(patched)).toMatchObject({
    ...{ name, os_type: 'linux', 'own/er': 'y', tags: ['t'], min_disk: 2, visibility: 'private', os_hidden: true },
  });
  expect(patched).not.toHaveProperty('own');
  expect(await demo.image.showImage(id)).toEqual(patched);
});

test('a patch of what cannot be changed is refused', async () => {
  const { demo, make } = cloud;
  const { id } = await make.image(bytes);
  const change = (path: string, value: string | number) => demo.image.updateImage(id, [{ op: 'replace', path, value }]);
  await refused(change('/status', 'queued'), 403, /status.*read-only/);
  await refused(change('/size', 1), 403, /size.*read-only/);
  await refused(change('/no_such_property', 'x'), 409, /no_such_property/);
  await refused(change('/visibility', 'public'), 403, /not authorized|disallowed by policy|permission/i);
  await refused(change('/disk_format', 'qcow2'), 403, /disk_format/);
  await refused(change('/os_glance_own', 'x'), 403, /os_glance_/);
});

test('an image may be shown to every project', async () => {
  const { demo, alt, make } = cloud;
  const { id } = await make.image(bytes, { visibility: 'private' });
  await refused(alt.image.showImage(id), 404, new RegExp(`No image found with ID ${id}`));
  await demo.image.updateImage(id, [{ op: 'replace', path: '/visibility', value: 'community' }]);
  expect(await alt.image.showImage(id)).toMatchObject({ id, visibility: 'community' });
  await refused(alt.image.deleteImage(id), 403, /.+/);
});

test('a shared image is offered to a project once, and any other to none', async () => {
  const { demo, alt, make } = cloud;
  const { id } = await make.image(bytes);
  const stranger = await alt.projectId();
  expect(await demo.image.listImageMembers(id)).toEqual([]);
  await refused(alt.image.showImage(id), 404, new RegExp(`No image found with ID ${id}`));
  const offered = { image_id: id, member_id: stranger, status: 'pending' };
  expect(imageMemberShape.parse(await demo.image.addImageMember(id, stranger))).toMatchObject(offered);
  const again = await refused(
    demo.image.addImageMember(id, stranger),
    409,
    new RegExp(`Member ${stranger} is duplicated for image ${id}`)
  );
  expect(again.code).toBe('OPENSTACK_CONFLICT');
  expect(await demo.image.listImageMembers(id)).toMatchObject([offered]);
  expect(await alt.image.showImage(id)).toMatchObject({ id, visibility: 'shared' });

  const own = await make.image(bytes, { visibility: 'private' });
  await refused(demo.image.listImageMembers(own.id), 403, /Only shared images have members/);
  const isOwn = new RegExp(`Not allowed to create members for image ${own.id}`);
  await refused(demo.image.addImageMember(own.id, stranger), 403, isOwn);
  await refused(demo.image.listImageMembers(nowhere), 404, new RegExp(nowhere));
});

test('a protected image is not deleted until it is unprotected', async () => {
  const { demo, make } = cloud;
  const { id } = await make.image(bytes, { protected: true });
  const error = await refused(
    demo.image.deleteImage(id),
    403,
    new RegExp(`Image ${id} is protected and cannot be deleted`)
  );
  expect(error.code).toBe('OPENSTACK_FORBIDDEN');
  await demo.image.updateImage(id, [{ op: 'replace', path: '/protected', value: false }]);
  await demo.image.deleteImage(id);
  const message = new RegExp(`(No image found with ID|Failed to find image) ${id}`);
  await refused(demo.image.showImage(id), 404, message);
  await refused(demo.image.deleteImage(id), 404, message);
  await refused(demo.image.updateImage(id, [{ op: 'replace', path: '/name', value: 'x' }]), 404, message);
});

test('an image that cannot be registered is refused', async () => {
  const { make } = cloud;
  await refused(
    make.image(undefined, { disk_format: 'no-such-format' }),
    400,
    /Invalid value 'no-such-format'|no-such-format/
  );
  await refused(make.image(undefined, { os_glance_own: 'x' }), 403, /os_glance_/);
  await refused(make.image(undefined, { visibility: 'public' }), 403, /.+/);
  await refused(cloud.demo.image.showImage(nowhere), 404, new RegExp(`No image found with ID ${nowhere}`));
});

test('a deactivated image gives no bytes until it is active again', async () => {
  const { demo, make } = cloud;
  const { id } = await make.image(bytes);
  const act = (action: string) => demo.request('image', { method: 'POST', path: `/images/${id}/actions/${action}` });
  await act('deactivate');
  expect(await demo.image.showImage(id)).toMatchObject({ status: 'deactivated' });
  await refused(demo.image.downloadImageData(id), 403, /image has been deactivated/);
  await act('reactivate');
  expect(await demo.image.showImage(id)).toMatchObject({ status: 'active' });
  const queued = await make.image();
  const early = demo.request('image', { method: 'POST', path: `/images/${queued.id}/actions/deactivate` });
  await refused(early, 403, /Not allowed to deactivate image in status .?queued/);
});
