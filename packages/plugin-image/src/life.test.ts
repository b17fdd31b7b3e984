import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collect, sessionFrom } from '@karbor/openstack';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';
import { testImage } from './test-image.fixture.js';

let demo: TestCloud;

beforeEach(async () => {
  demo = await startTestCloud();
});
afterEach(() => demo.stop());

async function bytesOf(id: string): Promise<Buffer> {
  const { body } = await demo.session.image.downloadImageData(id);
  return Buffer.concat(await collect(body));
}
const newIdOf = ({ newId }: { readonly newId?: string }) => newId ?? 'none';
const names = () => demo.cloud.inventory().images.map(({ name }) => name);

test('a lost image comes back with all its bytes and properties', async () => {
  const { id, bytes, harness, warnings } = await testImage(demo, {
    bytes: randomBytes(300_000),
    properties: { disk_format: 'qcow2', min_disk: 2, min_ram: 64, tags: ['golden'], visibility: 'community', os_distro: 'lab', os_hidden: true },
  });
  const original = await demo.session.image.showImage(id);
  await harness.protect();
  await demo.session.image.deleteImage(id);

  const newId = newIdOf(await harness.restore());
  expect(newId).not.toBe(id);
  const restored = await demo.session.image.showImage(newId);
  const its = { id: newId, self: restored.self, file: restored.file };
  expect({ ...restored, created_at: '', updated_at: '' }).toEqual({ ...original, ...its, created_at: '', updated_at: '' });
  expect((await bytesOf(newId)).equals(bytes)).toBe(true);
  expect(warnings).toEqual([]);
  expect(harness.outstandingEffects).toEqual([]);

  expect((await harness.verify()).progress.at(-1)).toMatchObject({ done: bytes.length, total: bytes.length });
  harness.damage('data');
  await expect(harness.verify()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_CORRUPT' });
  await expect(harness.restore()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_CORRUPT' });
  expect(harness.outstandingEffects).toEqual([]);
  await harness.delete();
  expect(names()).toEqual(['base']);
});

test('a restored image of an encrypted volume uses the same key, and leaves it when it is deleted', async () => {
  const key = { cinder_encryption_key_id: 'a-key' };
  const properties = { ...key, cinder_encryption_key_deletion_policy: 'on_image_deletion', os_distro: 'lab' };
  const { harness, warnings } = await testImage(demo, { properties });
  await harness.protect();
  expect(warnings).toEqual([expect.stringContaining('Glance deletes that key with the image') as unknown]);
  const restored = await demo.session.image.showImage(newIdOf(await harness.restore()));
  expect(restored).toMatchObject({ ...key, os_distro: 'lab' });
  expect(restored).not.toHaveProperty('cinder_encryption_key_deletion_policy');
  expect(warnings).toHaveLength(2);
  expect(warnings[1]).toContain('The new image uses the same one');
});

test('a protected image comes back protected, and can be taken back when the operation fails after that', async () => {
  const { harness } = await testImage(demo, { properties: { protected: true } });
  await harness.protect();
  await expect(harness.restore({}, { fail: { after: 'onComplete' } })).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
  expect(names()).toEqual(['base']);
  const newId = newIdOf(await harness.restore({ restore_name: 'again' }));
  expect(await demo.session.image.showImage(newId)).toMatchObject({ name: 'again', protected: true });
});

describe('a shared image', () => {
  const share = async () => {
    const image = await testImage(demo, { properties: { visibility: 'shared' } });
    for (const name of ['admin', 'alt']) await demo.session.image.addImageMember(image.id, demo.cloud.project(name).id);
    const alt = demo.contextOf('alt');
    const path = `/images/${image.id}/members/${alt.projectId}`;
    await sessionFrom(alt.auth).request('image', { method: 'PUT', path, json: { status: 'rejected' } });
    return image;
  };
  const membersOf = async (id: string) => (await demo.session.image.listImageMembers(id)).map(({ member_id, status }) => [member_id, status]);

  test('is offered again to those who wanted it', async () => {
    const { harness, warnings } = await share();
    await harness.protect();
    const newId = newIdOf(await harness.restore());
    expect(await membersOf(newId)).toEqual([[demo.cloud.project('admin').id, 'pending']]);
    expect(warnings).toEqual([]);
  });

  test('is not offered where that is refused, and this is said', async () => {
    const { harness, warnings } = await share();
    await harness.protect();
    demo.cloud.faults.add({ method: 'POST', path: '/members$', effect: { kind: 'status', status: 403 } });
    expect(await membersOf(newIdOf(await harness.restore()))).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`is not shared with project ${demo.cloud.project('admin').id}`)]);
  });

  test('that belongs to another project keeps its members to itself', async () => {
    const { id, harness } = await testImage(demo, { project: 'admin', properties: { visibility: 'shared' } });
    await sessionFrom(demo.contextOf('admin').auth).image.addImageMember(id, demo.context.projectId);
    await harness.protect();
    expect(harness.savedInfo).toMatchObject({ members: [] });
  });
});

test('an image without name or bytes comes back as such', async () => {
  const { harness } = await testImage(demo, { name: '', bytes: Buffer.alloc(0) });
  await harness.protect();
  const newId = newIdOf(await harness.restore());
  expect(await demo.session.image.showImage(newId)).toMatchObject({ name: '', size: 0, status: 'active' });
});

test('a public image of another project is restored as a private one of this project', async () => {
  const { harness, warnings } = await testImage(demo, { project: 'admin', properties: { visibility: 'public' } });
  await harness.protect();
  const newId = newIdOf(await harness.restore());
  expect(await demo.session.image.showImage(newId)).toMatchObject({ visibility: 'private', owner: demo.context.projectId });
  expect(warnings).toEqual(['The restored image stays private: this user may not make an image public.']);
});

test('an administrator gets a public image back as a public one', async () => {
  const { harness, warnings } = await testImage(demo, {
    project: 'admin',
    properties: { visibility: 'public' },
    context: demo.contextOf('admin'),
  });
  await harness.protect();
  const newId = newIdOf(await harness.restore());
  expect(await demo.session.image.showImage(newId)).toMatchObject({ visibility: 'public' });
  expect(warnings).toEqual([]);
});

test('the image of a server that boots from a volume is kept as it is, with a warning', async () => {
  const block_device_mapping = '[{"source_type": "snapshot", "snapshot_id": "1728fecb"}]';
  const { harness, warnings } = await testImage(demo, { bytes: Buffer.alloc(0), properties: { block_device_mapping } });
  await harness.protect();
  expect(warnings).toEqual(['The image holds no bytes, only the names of volume snapshots; those are not protected with it.']);
  const newId = newIdOf(await harness.restore());
  expect(await demo.session.image.showImage(newId)).toMatchObject({ size: 0, block_device_mapping });
});

test('an original that is still there is used again only when asked for, and when it has the same bytes', async () => {
  const { id, harness } = await testImage(demo);
  await harness.protect();
  const another = newIdOf(await harness.restore());
  expect(another).not.toBe(id);
  expect(newIdOf(await harness.restore({ reuse: 'auto' }))).toBe(id);
  await demo.session.image.deleteImage(id);
  const made = newIdOf(await harness.restore({ reuse: 'auto' }));
  expect([id, another]).not.toContain(made);
  expect(names()).toEqual(['base', 'base']);
});

test('an image that is not active is refused by its name', async () => {
  const { id, harness } = await testImage(demo);
  demo.cloud.faults.add({ method: 'PUT', path: '/file', effect: { kind: 'error-state' } });
  const killed = await testImage(demo, { name: 'killed' });
  await expect(killed.harness.protect()).rejects.toMatchObject({
    code: 'KARBOR_IMAGE_STATE',
    message: expect.stringContaining(`Image "killed" (${killed.id}) is in state "killed"`) as string,
  });
  await demo.session.image.deleteImage(id);
  await expect(harness.protect()).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND', details: { image: id } });
});

test('misspelt parameters are refused', async () => {
  const { harness } = await testImage(demo);
  await expect(harness.protect({ mode: 'x' })).rejects.toMatchObject({ code: 'KARBOR_PARAMETERS_INVALID' });
});
