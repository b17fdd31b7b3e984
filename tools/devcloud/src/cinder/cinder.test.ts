import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received, request } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

const gigabyte = 128 * 1024;
let cloud: Devcloud;
let demo: Client;
let admin: Client;
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: gigabyte, delay: 5 });
  [demo, admin] = await Promise.all([Client.open(cloud), Client.open(cloud, 'admin')]);
});
afterAll(() => cloud.stop());

const create = async (kind: 'volume' | 'snapshot' | 'backup', body: object): Promise<string> => {
  const answer = await demo.post('volume', `/${kind}s`, { [kind]: body });
  await cloud.settled();
  return answer.text(`${kind}.id`);
};
const volume = (body: object = {}): Promise<string> => create('volume', { size: 1, name: 'v', ...body });
const remove = async (path: string): Promise<Received> => {
  const answer = await demo.delete('volume', path);
  await cloud.settled();
  return answer;
};

it('answers as Cinder does to volumes, snapshots and their images', async () => {
  const bytes = randomBytes(100_000);
  const made = await demo.post('volume', '/volumes', {
    volume: { size: 1, name: 'v1', description: 'd', metadata: { k: 'v' } },
  });
  expectAsRecorded(made, 'cinder', 'volume create');
  expect(made.at('volume.status')).toBe('creating');
  await cloud.settled();
  const v1 = made.text('volume.id');
  expectAsRecorded(await demo.get('volume', `/volumes/${v1}`), 'cinder', 'volume show');
  expectAsRecorded(await demo.get('volume', '/volumes/detail?limit=2'), 'cinder', 'volume list detail');
  const properties = { os_distro: 'lab', karbor_x: '1' };
  const image = await cloud.seed.image({ name: 'renamed', bytes, properties });
  const fromImage = await demo.post('volume', '/volumes', { volume: { size: 1, name: 'vimg', imageRef: image } });
  expectAsRecorded(fromImage, 'cinder', 'volume create from image');
  await cloud.settled();
  const vimg = fromImage.text('volume.id');
  expectAsRecorded(await demo.get('volume', `/volumes/${vimg}`), 'cinder', 'volume from image show');
  const snapshot = await demo.post('volume', '/snapshots', { snapshot: { volume_id: vimg, name: 's1', force: false } });
  expectAsRecorded(snapshot, 'cinder', 'snapshot create');
  await cloud.settled();
  const s1 = snapshot.text('snapshot.id');
  expectAsRecorded(await demo.get('volume', `/snapshots/${s1}`), 'cinder', 'snapshot show');
  expectAsRecorded(await demo.get('volume', '/snapshots/detail'), 'cinder', 'snapshot list detail');
  const fromSnapshot = await demo.post('volume', '/volumes', { volume: { size: 1, name: 'vsnap', snapshot_id: s1 } });
  expectAsRecorded(fromSnapshot, 'cinder', 'volume from snapshot');
  await cloud.settled();
  const upload = { image_name: 'fromvol', disk_format: 'raw', container_format: 'bare', force: true };
  const uploaded = await demo.post('volume', `/volumes/${fromSnapshot.text('volume.id')}/action`, {
    'os-volume_upload_image': upload,
  });
  expectAsRecorded(uploaded, 'cinder', 'os-volume_upload_image');
  await cloud.settled();
  const shown = await demo.get('image', `/images/${uploaded.text('os-volume_upload_image.image_id')}`);
  expectAsRecorded(shown, 'glance', 'uploaded image show');
  expect(shown.at('size')).toBe(gigabyte);
  const whole = (await demo.get('image', `/images/${shown.text('id')}/file`)).bytes;
  expect(whole.equals(Buffer.concat([bytes, Buffer.alloc(gigabyte - bytes.length)]))).toBe(true);
  expectAsRecorded(await remove(`/volumes/${vimg}`), 'cinder', 'volume delete while snapshots exist');
  expectAsRecorded(await remove(`/snapshots/${s1}`), 'cinder', 'snapshot delete');
  expectAsRecorded(await remove(`/volumes/${v1}`), 'cinder', 'volume delete');
  expectAsRecorded(await demo.get('volume', `/volumes/${v1}`), 'cinder', 'volume show deleted');
});

describe('volumes', () => {
  it('is cloned, extended, labelled', async () => {
    const origin = await volume();
    await cloud.disks.write({ volumeId: origin }, 1000, Buffer.from('some bytes'));
    const clone = await demo.post('volume', '/volumes', { volume: { size: 2, source_volid: origin } });
    expectAsRecorded(clone, 'cinder', 'volume clone (source_volid)');
    await cloud.settled();
    const id = clone.text('volume.id');
    expect((await cloud.disks.read({ volumeId: id }, 1000, 10)).toString()).toBe('some bytes');
    expectAsRecorded(
      await demo.post('volume', `/volumes/${id}/action`, { 'os-extend': { new_size: 3 } }),
      'cinder',
      'extend',
    );
    await cloud.settled();
    expect(await cloud.disks.size({ volumeId: id })).toBe(3 * gigabyte);
    await demo.post('volume', `/volumes/${id}/metadata`, { metadata: { k: 'v', src_backup_id: 'x' } });
    expectAsRecorded(
      await demo.post('volume', `/volumes/${id}/metadata`, { metadata: { a: 'b' } }),
      'cinder',
      'volume metadata update',
    );
    await demo.delete('volume', `/volumes/${id}/metadata/k`);
    expect((await demo.get('volume', `/volumes/${id}/metadata`)).body).toEqual({
      metadata: { a: 'b', src_backup_id: 'x' },
    });
    expectAsRecorded(
      await demo.post('volume', `/volumes/${id}/action`, { 'os-set_bootable': { bootable: true } }),
      'cinder',
      'set bootable',
    );
    expect((await demo.get('volume', `/volumes/${id}`)).at('volume.bootable')).toBe('true');
  });

  it('refuses what does not fit', async () => {
    const image = await cloud.seed.image({ name: 'big', bytes: Buffer.alloc(gigabyte + 1) });
    const tooSmall = await demo.post('volume', '/volumes', { volume: { size: 1, imageRef: image } });
    expect([tooSmall.status, tooSmall.at('badRequest.message')]).toEqual([
      400,
      'Invalid input received: Size of specified image 2GB is larger than volume size 1GB.',
    ]);
    expect((await demo.post('volume', '/volumes', { volume: { size: 1, imageRef: '0'.repeat(32) } })).status).toBe(400);
    expect((await demo.post('volume', '/volumes', { volume: { size: 0 } })).status).toBe(400);
    expect((await demo.post('volume', '/volumes', { volume: { size: 1, volume_type: 'fast' } })).status).toBe(404);
    const wrong = await demo.post('volume', '/volumes', { volume: { size: 'one' } });
    expect(wrong.at('badRequest.message')).toContain('Invalid input for field/attribute size. Value: "one".');
  });

  it('goes with its snapshots when asked to', async () => {
    const id = await volume();
    const snapshot = await create('snapshot', { volume_id: id });
    expect((await remove(`/volumes/${id}?cascade=true`)).status).toBe(202);
    expect((await demo.get('volume', `/snapshots/${snapshot}`)).status).toBe(404);
  });

  it('is listed by filter and page', async () => {
    for (const { id } of cloud.inventory(demo.projectId).volumes) await remove(`/volumes/${id}?cascade=true`);
    expectAsRecorded(await demo.get('volume', '/volumes'), 'cinder', 'final volumes');
    const ids = [
      await volume({ name: 'a' }),
      await volume({ name: 'b', metadata: { tag: 't' } }),
      await volume({ name: 'c' }),
    ];
    expect((await demo.get('volume', '/volumes?name=b')).each('volumes', 'id')).toEqual([ids[1]]);
    expect((await demo.get('volume', "/volumes/detail?metadata={'tag':'t'}")).each('volumes', 'id')).toEqual([ids[1]]);
    expect((await demo.get('volume', '/volumes?status=error')).at('volumes')).toEqual([]);
    const seen: unknown[] = [];
    let page = await demo.get('volume', '/volumes?limit=2&sort=created_at:asc');
    seen.push(...page.each('volumes', 'id'));
    page = await request(page.text('volumes_links.0.href'), 'GET', { headers: { 'X-Auth-Token': demo.token } });
    seen.push(...page.each('volumes', 'id'));
    expect([seen, page.at('volumes_links')]).toEqual([ids, undefined]);
    expect((await admin.get('volume', '/volumes?all_tenants=1')).each('volumes', 'id').length).toBe(3);
    expect((await admin.get('volume', '/volumes')).at('volumes')).toEqual([]);
  });

  it('is hidden from other projects', async () => {
    const id = await volume();
    const alt = await Client.open(cloud, 'alt');
    expect((await alt.get('volume', `/volumes/${id}`)).status).toBe(404);
    expect((await alt.post('volume', '/snapshots', { snapshot: { volume_id: id } })).status).toBe(404);
    const foreign = await request(`${cloud.url}/volume/v3/${demo.projectId}/volumes`, 'GET', {
      headers: { 'X-Auth-Token': alt.token },
    });
    expect([foreign.status, foreign.at('badRequest.message')]).toEqual([400, 'Malformed request url']);
  });

  it('takes types that the administrator made', async () => {
    expectAsRecorded(await demo.get('volume', '/types'), 'cinder', 'volume types');
    expect((await demo.post('volume', '/types', { volume_type: { name: 'fast' } })).status).toBe(403);
    await admin.post('volume', '/types', { volume_type: { name: 'fast' } });
    const id = await volume({ volume_type: 'fast' });
    expect((await demo.get('volume', `/volumes/${id}`)).at('volume.volume_type')).toBe('fast');
  });
});

describe('attachments', () => {
  it('answers as Cinder does', async () => {
    const image = await cloud.seed.image({
      name: 'i',
      bytes: Buffer.from('x'),
      properties: { os_distro: 'lab', karbor_x: '1' },
    });
    const id = await volume({ imageRef: image });
    const at = (minor: number): object => ({ headers: { 'OpenStack-API-Version': `volume 3.${minor}` } });
    const asked = { attachment: { volume_uuid: id, instance_uuid: '11111111-2222-3333-4444-555555555555' } };
    const made = await demo.post('volume', '/attachments', asked, at(59));
    expectAsRecorded(made, 'cinder', 'attachment create (volume only, instance id)');
    const path = `/attachments/${made.text('attachment.id')}`;
    const connector = { host: 'lab', ip: '127.0.0.1', mountpoint: '/dev/vdb' };
    expectAsRecorded(
      await demo.put('volume', path, { attachment: { connector } }, at(59)),
      'cinder',
      'attachment update with connector',
    );
    expectAsRecorded(
      await demo.post('volume', `${path}/action`, { 'os-complete': {} }, at(44)),
      'cinder',
      'attachment complete',
    );
    expectAsRecorded(await demo.get('volume', `/volumes/${id}`), 'cinder', 'volume show in-use');
    expectAsRecorded(
      await demo.get('volume', `/attachments/detail?volume_id=${id}`, at(59)),
      'cinder',
      'attachment list',
    );
    expectAsRecorded(
      await demo.get('volume', `/attachments?volume_id=${id}`, at(27)),
      'cinder',
      'volume attachments (3.27)',
    );
    const backup = await demo.post('volume', '/backups', { backup: { volume_id: id, name: 'b4' } });
    expectAsRecorded(backup, 'cinder', 'backup in-use without force');
    expect((await demo.post('volume', '/snapshots', { snapshot: { volume_id: id } })).status).toBe(400);
    expect((await demo.post('volume', '/snapshots', { snapshot: { volume_id: id } }, at(66))).status).toBe(202);
    expectAsRecorded(await demo.delete('volume', path, at(59)), 'cinder', 'attachment delete');
    await cloud.settled();
    expect((await demo.get('volume', `/volumes/${id}`)).at('volume.status')).toBe('available');
  });
});

describe('quotas and versions', () => {
  it('answers as Cinder does', async () => {
    expectAsRecorded(await demo.get('volume', '/limits'), 'cinder', 'quota / limits');
    expectAsRecorded(await request(`${cloud.url}/volume/`, 'GET'), 'cinder', 'cinder versions');
    expectAsRecorded(await admin.get('volume', '/os-services'), 'cinder', 'services (admin)');
  });

  it('lets only the administrator change quotas', async () => {
    const path = `/os-quota-sets/${demo.projectId}`;
    expect((await demo.put('volume', path, { quota_set: { volumes: 3 } })).status).toBe(403);
    expect((await admin.put('volume', path, { quota_set: { volumes: 3 } })).at('quota_set.volumes')).toBe(3);
    expect((await demo.get('volume', path)).at('quota_set.volumes')).toBe(3);
    expect((await admin.put('volume', path, { quota_set: { nonsense: 3 } })).status).toBe(400);
  });

  it('refuses a version that it does not have', async () => {
    const answer = await demo.get('volume', '/volumes', { headers: { 'OpenStack-API-Version': 'volume 3.999' } });
    expect([answer.status, answer.at('computeFault.code')]).toEqual([406, 406]);
  });
});
