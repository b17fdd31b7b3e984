import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received, request, type Sent } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let demo: Client;
let alt: Client;
beforeAll(async () => {
  cloud = await startDevcloud();
  [demo, alt] = await Promise.all([Client.open(cloud), Client.open(cloud, 'alt')]);
});
afterAll(() => cloud.stop());

const send = (method: string, path: string, sent?: Sent): Promise<Received> =>
  demo.send(method, 'object-store', path, sent);
const put = (path: string, text: string, headers: Record<string, string> = {}): Promise<Received> =>
  send('PUT', path, { bytes: Buffer.from(text), headers });
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

it('answers as Swift does, from the first container to the last', async () => {
  expectAsRecorded(await send('PUT', '/bank'), 'swift', 'container create');
  expectAsRecorded(await send('PUT', '/bank'), 'swift', 'container create again');
  const bytes = randomBytes(5_000_000);
  expectAsRecorded(
    await send('PUT', '/bank/a/b/obj1', { bytes, headers: { 'X-Object-Meta-Kind': 'backup' } }),
    'swift',
    'object PUT 5 MB',
  );
  const json = { 'Content-Type': 'application/json' };
  expectAsRecorded(await put('/bank/index/checkpoint.json', '{"x":1}', json), 'swift', 'object PUT small JSON');
  expectAsRecorded(await put('/bank/bad', 'abc', { ETag: '0'.repeat(32) }), 'swift', 'object PUT with wrong ETag');
  expectAsRecorded(
    await put('/bank/index/checkpoint.json', 'abc', { 'If-None-Match': '*' }),
    'swift',
    'object PUT If-None-Match:* on existing',
  );
  const head = await send('HEAD', '/bank/a/b/obj1');
  expectAsRecorded(head, 'swift', 'object HEAD');
  expect([head.headers.get('content-length'), head.headers.get('etag')]).toEqual(['5000000', md5(bytes)]);
  expect((await send('GET', '/bank/a/b/obj1')).bytes.equals(bytes)).toBe(true);
  expectAsRecorded(await send('GET', '/bank/index/checkpoint.json'), 'swift', 'object GET');
  const part = await send('GET', '/bank/index/checkpoint.json', { headers: { Range: 'bytes=0-2' } });
  expectAsRecorded(part, 'swift', 'object GET range');
  expect(part.bytes.toString()).toBe('{"x');
  expectAsRecorded(
    await send('GET', '/bank?format=json&prefix=a/&delimiter=/'),
    'swift',
    'list objects (json, prefix, delimiter)',
  );
  expectAsRecorded(await send('GET', '/bank?format=json&limit=100'), 'swift', 'list objects json');
  const text = await send('GET', '/bank');
  expectAsRecorded(text, 'swift', 'list objects text');
  expect(text.body).toBe('a/b/obj1\nindex/checkpoint.json\n');
  expectAsRecorded(await send('HEAD', '/bank'), 'swift', 'container HEAD');
  expectAsRecorded(await send('GET', '/nosuch'), 'swift', 'container GET missing');
  expectAsRecorded(await send('GET', '/bank/nosuch'), 'swift', 'object GET missing');
  expectAsRecorded(await send('GET', '/bank', { token: null }), 'swift', 'no token');
  expectAsRecorded(await send('GET', '/bank', { token: 'gAAAAnonsense' }), 'swift', 'bad token');
  expectAsRecorded(await send('GET', '/bank', { token: alt.token }), 'swift', "other project's token");
  expectAsRecorded(
    await send('COPY', '/bank/index/checkpoint.json', { headers: { Destination: 'bank/copy1' } }),
    'swift',
    'object COPY',
  );
  expectAsRecorded(
    await send('POST', '/bank/copy1', { headers: { 'X-Object-Meta-State': 'available' } }),
    'swift',
    'object POST metadata',
  );
  expectAsRecorded(await send('DELETE', '/bank/a/b/obj1'), 'swift', 'object DELETE');
  expectAsRecorded(await send('DELETE', '/bank/a/b/obj1'), 'swift', 'object DELETE missing');
  expectAsRecorded(await send('DELETE', '/bank'), 'swift', 'container DELETE not empty');
  const lines = {
    bytes: Buffer.from('bank/index/checkpoint.json\nbank/copy1\nbank/dlo\n'),
    headers: { Accept: 'application/json' },
  };
  const bulk = await send('POST', '/?bulk-delete', lines);
  expectAsRecorded(bulk, 'swift', 'bulk delete');
  expect(bulk.body).toMatchObject({ 'Number Deleted': 2, 'Number Not Found': 1 });
  expectAsRecorded(await send('DELETE', '/bank'), 'swift', 'container DELETE');
  expect(cloud.inventory(demo.projectId)).toMatchObject({ containers: [], objects: [] });
});

describe('listing', () => {
  const names = ['a', 'a.b', 'a/b', 'a/c/d', 'a0', 'b/', 'é', '\u{ff61}', '\u{10000}'];
  beforeAll(async () => {
    await send('PUT', '/list');
    for (const name of [...names].reverse()) await put(`/list/${encodeURIComponent(name)}`, name);
  });
  const list = async (query: string): Promise<unknown[]> => {
    const entries = (await send('GET', `/list?format=json&${query}`)).body as { name?: string; subdir?: string }[];
    return entries.map(({ name, subdir }) => name ?? { subdir });
  };

  it('orders by UTF-8 bytes, both ways', async () => {
    expect(await list('')).toEqual(names);
    expect(await list('reverse=true')).toEqual([...names].reverse());
  });

  it('goes on after a marker and ends before an end marker', async () => {
    expect(await list('marker=a.b&limit=2')).toEqual(['a/b', 'a/c/d']);
    expect(await list('marker=a.b&end_marker=a0')).toEqual(['a/b', 'a/c/d']);
    expect(await list('reverse=true&marker=a0&end_marker=a.b')).toEqual(['a/c/d', 'a/b']);
    expect(await list('prefix=a/')).toEqual(['a/b', 'a/c/d']);
  });

  it('rolls up by delimiter', async () => {
    expect((await list('delimiter=/')).slice(0, 5)).toEqual(['a', 'a.b', { subdir: 'a/' }, 'a0', { subdir: 'b/' }]);
    expect(await list('delimiter=/&prefix=a/')).toEqual(['a/b', { subdir: 'a/c/' }]);
    expect(await list('delimiter=/&marker=a/&limit=1')).toEqual(['a0']);
  });

  it('refuses a limit that is too high', async () => {
    expect((await send('GET', '/list?limit=10001')).status).toBe(412);
  });
});

describe('objects', () => {
  beforeAll(() => send('PUT', '/box'));

  it('replaces metadata as a whole', async () => {
    await put('/box/meta', 'x', { 'X-Object-Meta-One': '1', 'X-Object-Meta-Two': '2' });
    await send('POST', '/box/meta', { headers: { 'X-Object-Meta-Three': '3' } });
    const { headers } = await send('HEAD', '/box/meta');
    expect([headers.get('x-object-meta-one'), headers.get('x-object-meta-three')]).toEqual([null, '3']);
    expect((await put('/box/meta', 'x', { 'X-Object-Meta-Long': 'v'.repeat(257) })).status).toBe(400);
  });

  it('answers conditional reads', async () => {
    const etag = (await put('/box/etag', 'x')).headers.get('etag') ?? '';
    expect((await send('GET', '/box/etag', { headers: { 'If-None-Match': etag } })).status).toBe(304);
    expect((await send('GET', '/box/etag', { headers: { 'If-Match': '"0123"' } })).status).toBe(412);
    expect((await send('GET', '/box/etag', { headers: { 'If-Match': `"${etag}"` } })).status).toBe(200);
  });

  it('lets both of two overlapping first writes through, as the real one', async () => {
    let finish: () => void = () => undefined;
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from('one'));
        finish = () => controller.close();
      },
    });
    const headers = { 'X-Auth-Token': demo.token, 'If-None-Match': '*' };
    const slow = fetch(demo.address('object-store', '/box/race'), { method: 'PUT', headers, body, duplex: 'half' });
    await expect.poll(() => cloud.requests.count({ method: 'PUT', path: /race/ })).toBe(1);
    expect((await put('/box/race', 'two', { 'If-None-Match': '*' })).status).toBe(201);
    finish();
    expect((await slow).status).toBe(201);
    expect((await send('GET', '/box/race')).body).toBe('one');
    expect((await put('/box/race', 'three', { 'If-None-Match': '*' })).status).toBe(412);
  });

  it('keeps names as they were sent', async () => {
    const name = 'a b/%25/ü?#';
    await put(`/box/${encodeURIComponent(name)}`, 'odd');
    expect((await send('GET', '/box?format=json&prefix=a%20b')).each('', 'name')).toEqual([name]);
    expect((await send('GET', `/box/${encodeURIComponent(name)}`)).body).toBe('odd');
  });

  it('loses an object at its time', async () => {
    await put('/box/brief', 'x', { 'X-Delete-After': '3600' });
    expect((await send('HEAD', '/box/brief')).headers.has('x-delete-at')).toBe(true);
    expect((await put('/box/past', 'x', { 'X-Delete-At': '1' })).status).toBe(400);
  });

  it('goes on giving old bytes to who began to read them', async () => {
    const old = randomBytes(9 * 1024 * 1024);
    await send('PUT', '/box/big', { bytes: old });
    const answer = await fetch(demo.address('object-store', '/box/big'), { headers: { 'X-Auth-Token': demo.token } });
    await put('/box/big', 'new');
    expect(md5(Buffer.from(await answer.arrayBuffer()))).toBe(md5(old));
    expect((await send('GET', '/box/big')).body).toBe('new');
  });
});

it('lists the account', async () => {
  expectAsRecorded(await send('GET', '?format=json'), 'swift', 'account list');
  const info = await request(`${cloud.url}/object-store/info`, 'GET');
  expect([info.status, info.at('swift.container_listing_limit')]).toEqual([200, 10_000]);
});
