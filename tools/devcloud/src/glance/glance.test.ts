import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, request } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let demo: Client;
let alt: Client;
let admin: Client;
beforeAll(async () => {
  cloud = await startDevcloud();
  [demo, alt, admin] = await Promise.all([Client.open(cloud), Client.open(cloud, 'alt'), Client.open(cloud, 'admin')]);
});
afterAll(() => cloud.stop());

const create = async (client: Client, body: object = {}): Promise<string> =>
  (await client.post('image', '/images', { name: 'one', disk_format: 'raw', container_format: 'bare', ...body })).text(
    'id',
  );

const octets = { 'Content-Type': 'application/octet-stream' };
const upload = (client: Client, id: string, bytes: Uint8Array): ReturnType<Client['send']> =>
  client.send('PUT', 'image', `/images/${id}/file`, { bytes, headers: octets });
const patch = (client: Client, id: string, operations: readonly object[]): ReturnType<Client['send']> =>
  client.send('PATCH', 'image', `/images/${id}`, {
    json: operations,
    headers: { 'Content-Type': 'application/openstack-images-v2.1-json-patch' },
  });

describe('an image from create to delete', () => {
  it('answers as Glance does', async () => {
    const bytes = randomBytes(200_000);
    const made = await demo.post('image', '/images', {
      name: 'img64',
      disk_format: 'raw',
      container_format: 'bare',
      visibility: 'private',
      min_disk: 1,
      min_ram: 0,
      os_distro: 'lab',
    });
    expectAsRecorded(made, 'glance', 'image create');
    const path = `/images/${made.text('id')}`;
    expectAsRecorded(await demo.get('image', `${path}/file`), 'glance', 'image download before upload (queued)');
    const wrong = { bytes: Buffer.from('abc'), headers: { 'Content-Type': 'application/json' } };
    expectAsRecorded(
      await demo.send('PUT', 'image', `${path}/file`, wrong),
      'glance',
      'image upload wrong content type',
    );
    expectAsRecorded(await upload(demo, made.text('id'), bytes), 'glance', 'image upload 64 MiB (PUT file)');
    const shown = await demo.get('image', path);
    expectAsRecorded(shown, 'glance', 'image show');
    expect(shown.body).toMatchObject({
      size: bytes.length,
      status: 'active',
      checksum: createHash('md5').update(bytes).digest('hex'),
      os_hash_value: createHash('sha512').update(bytes).digest('hex'),
    });
    const changes = [
      { op: 'replace', path: '/name', value: 'renamed' },
      { op: 'add', path: '/karbor_x', value: '1' },
    ];
    expectAsRecorded(await patch(demo, made.text('id'), changes), 'glance', 'image update (JSON patch)');
    const downloaded = await demo.get('image', `${path}/file`);
    expect(downloaded.bytes.equals(bytes)).toBe(true);
    expect(downloaded.headers.get('content-md5')).toBe(shown.at('checksum'));
    expectAsRecorded(await demo.delete('image', path), 'glance', 'image delete');
    expectAsRecorded(await demo.get('image', path), 'glance', 'image show deleted');
  });

  it('gives a part of the bytes', async () => {
    const bytes = randomBytes(150_000);
    const id = await create(demo);
    await upload(demo, id, bytes);
    const part = await demo.get('image', `/images/${id}/file`, { headers: { Range: 'bytes=65530-70000' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 65530-70000/150000');
    expect(part.bytes.equals(bytes.subarray(65530, 70001))).toBe(true);
    expect((await demo.get('image', `/images/${id}/file`, { headers: { Range: 'bytes=150000-' } })).status).toBe(416);
  });

  it('takes chunked bytes, and is queued again when they break off', async () => {
    const id = await create(demo);
    const url = demo.address('image', `/images/${id}/file`);
    const headers = { ...octets, 'X-Auth-Token': demo.token };
    await new Promise<void>((resolve) => {
      const broken = httpRequest(url, { method: 'PUT', headers }, () => undefined);
      broken.on('error', () => undefined).on('close', () => resolve());
      broken.write('some bytes', () => broken.destroy());
    });
    await expect.poll(async () => (await demo.get('image', `/images/${id}`)).at('status')).toBe('queued');
    const stream = Readable.toWeb(Readable.from([Buffer.from('one '), Buffer.from('two')])) as ReadableStream;
    const answer = await fetch(url, { method: 'PUT', headers, body: stream, duplex: 'half' });
    expect(answer.status).toBe(204);
    expect((await demo.get('image', `/images/${id}/file`)).body).toBe('one two');
  });

  it('takes bytes once', async () => {
    const id = await create(demo);
    await upload(demo, id, Buffer.from('first'));
    const again = await upload(demo, id, Buffer.from('second'));
    expect(again.status).toBe(409);
    expect(again.body).toContain('Image status transition from active to saving is not allowed');
  });

  it('answers errors as JSON to whom wants only JSON', async () => {
    const answer = await demo.get('image', '/images/0123', { headers: { Accept: 'application/json' } });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: '404 Not Found', title: 'Not Found' });
  });
});

describe('what may be changed', () => {
  it('keeps a protected image', async () => {
    const id = await create(demo, { protected: true });
    const refused = await demo.delete('image', `/images/${id}`);
    expect(refused.status).toBe(403);
    expect(refused.body).toContain(`Image ${id} is protected and cannot be deleted.`);
    await patch(demo, id, [{ op: 'replace', path: '/protected', value: false }]);
    expect((await demo.delete('image', `/images/${id}`)).status).toBe(204);
  });

  it('changes nothing when one of the changes is refused', async () => {
    const id = await create(demo, { note: 'a' });
    const change = (operation: object): ReturnType<typeof patch> =>
      patch(demo, id, [{ op: 'replace', path: '/note', value: 'b' }, operation]);
    expect((await change({ op: 'replace', path: '/status', value: 'active' })).status).toBe(403);
    expect((await change({ op: 'replace', path: '/missing', value: 'x' })).status).toBe(409);
    expect((await change({ op: 'replace', path: '/min_disk', value: -1 })).status).toBe(400);
    expect((await demo.get('image', `/images/${id}`)).at('note')).toBe('a');
    expect((await change({ op: 'remove', path: '/note' })).body).not.toHaveProperty('note');
  });
});

describe('several projects', () => {
  it('hides what is not shared', async () => {
    const id = await create(demo);
    expectAsRecorded(await alt.get('image', `/images/${id}`), 'glance', 'image of another project');
    expectAsRecorded(await request(demo.address('image', '/images'), 'GET'), 'glance', 'image no token');
  });

  it('shows a public image to all and lets its owner change it', async () => {
    expect((await demo.post('image', '/images', { name: 'p', visibility: 'public' })).status).toBe(403);
    const id = await create(admin, { visibility: 'public', name: 'for all' });
    expect((await alt.get('image', `/images/${id}`)).at('name')).toBe('for all');
    expect((await alt.delete('image', `/images/${id}`)).status).toBe(403);
    expect((await alt.get('image', '/images?visibility=public')).each('images', 'id')).toContain(id);
  });

  it('lists a shared image for who accepted it', async () => {
    const id = await create(demo);
    await demo.post('image', `/images/${id}/members`, { member: alt.projectId });
    expect((await alt.get('image', `/images/${id}`)).status).toBe(200);
    expect((await alt.get('image', '/images')).each('images', 'id')).not.toContain(id);
    await alt.put('image', `/images/${id}/members/${alt.projectId}`, { status: 'accepted' });
    expect((await alt.get('image', '/images')).each('images', 'id')).toContain(id);
    await demo.delete('image', `/images/${id}/members/${alt.projectId}`);
    expect((await alt.get('image', `/images/${id}`)).status).toBe(404);
  });
});

describe('lists', () => {
  beforeEach(async () => {
    for (const { id } of cloud.inventory(demo.projectId).images) await demo.delete('image', `/images/${id}`);
  });

  it('goes page by page, newest first', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.unshift(await create(demo, { name }));
    const seen: unknown[] = [];
    let next: unknown = `/v2/images?limit=2&owner=${demo.projectId}`;
    while (typeof next === 'string') {
      const page = await demo.get('image', next.replace('/v2', ''));
      seen.push(...page.each('images', 'id'));
      next = page.at('next');
    }
    expect(seen).toEqual(ids);
    expect((await demo.get('image', '/images?marker=0123')).status).toBe(400);
  });

  it('filters by field, property and tag', async () => {
    const id = await create(demo, { name: 'x', os_distro: 'lab', tags: ['gold'] });
    await upload(demo, id, Buffer.from('x'));
    await create(demo, { name: 'y' });
    for (const query of ['name=x', 'os_distro=lab', 'tag=gold', 'name=in:x,z', `id=${id}`])
      expect((await demo.get('image', `/images?${query}`)).each('images', 'name'), query).toEqual(['x']);
    expect((await demo.get('image', `/images?status=queued&owner=${demo.projectId}`)).each('images', 'name')).toEqual([
      'y',
    ]);
    expectAsRecorded(await demo.get('image', '/images?limit=10&name=x'), 'glance', 'image list');
  });
});

it('tells its versions', async () => {
  expectAsRecorded(await request(`${cloud.url}/image/versions`, 'GET'), 'glance', 'glance versions');
});
