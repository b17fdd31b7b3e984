import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import { collect } from '../session/collect.js';
import type { ObjectStoreClient } from './object-store-client.js';

const account = '/swift/v1/AUTH_project-1';
let cloud: TestCloud;
let swift: ObjectStoreClient;
beforeEach(async () => {
  cloud = await startTestCloud();
  swift = cloud.session().objectStore;
});
afterEach(() => cloud.close());

it('heads accounts, containers and objects', async () => {
  const heads: Record<string, Record<string, string>> = {
    '': { 'x-account-container-count': '1', 'x-account-object-count': '2', 'x-account-bytes-used': '3' },
    '/c': { 'x-container-object-count': '4', 'x-container-bytes-used': '5', 'x-container-meta-kind': 'bank' },
    '/c/a/b': { 'content-length': '6', etag: '"e"', 'content-type': 'text/plain', 'x-object-meta-kind': 'backup' },
  };
  for (const [path, headers] of Object.entries(heads)) {
    cloud.on(`HEAD ${account}${path}`, (_request, response) => {
      response.writeHead(path === '/c/a/b' ? 200 : 204, headers).end();
    });
  }
  expect(await swift.headAccount()).toMatchObject({ containerCount: 1, objectCount: 2, bytesUsed: 3 });
  expect(await swift.headContainer('c')).toMatchObject({ objectCount: 4, bytesUsed: 5, metadata: { kind: 'bank' } });
  expect(await swift.headObject('c', 'a/b')).toMatchObject({
    size: 6,
    etag: 'e',
    contentType: 'text/plain',
    metadata: { kind: 'backup' },
  });
  await expect(swift.headObject('c', 'nosuch')).rejects.toMatchObject({ code: 'OPENSTACK_NOT_FOUND' });
});

it('puts and deletes containers', async () => {
  cloud.on(`PUT ${account}/my%20bank`, (_request, response) => {
    response.writeHead(202, { 'content-type': 'text/html', 'x-openstack-request-id': 'tx1' }).end('<html></html>');
  });
  cloud.on(`DELETE ${account}/my%20bank`, (_request, response) => {
    response.writeHead(409, { 'content-type': 'text/html' }).end('<html><h1>Conflict</h1><p>Not empty.</p></html>');
  });
  expect(await swift.putContainer('my bank')).toEqual({ requestId: 'tx1' });
  await expect(swift.deleteContainer('my bank')).rejects.toMatchObject({ code: 'OPENSTACK_CONFLICT' });
  for (const name of ['', 'a/b']) {
    await expect(swift.putContainer(name)).rejects.toMatchObject({ code: 'OPENSTACK_INVALID_ARGUMENT' });
  }
});

describe('objects', () => {
  it('are put with what is wanted of them', async () => {
    cloud.on(`PUT ${account}/c/o`, async (request, response) => {
      await request.text();
      const { etag, 'content-type': type, 'if-none-match': none, 'x-object-meta-kind': kind } = request.headers;
      expect({ etag, type, none, kind }).toEqual({ etag: 'e', type: 'application/json', none: '*', kind: 'backup' });
      response.writeHead(201, { etag: 'e' }).end();
    });
    const put = () =>
      swift.putObject('c', 'o', Buffer.from('{}'), {
        etag: 'e',
        ifNoneMatch: '*',
        contentType: 'application/json',
        metadata: { kind: 'backup' },
      });
    expect(await put()).toMatchObject({ etag: 'e', superseded: false });
    cloud.on(`PUT ${account}/c/o`, (_request, response) => {
      response.writeHead(412).end();
    });
    await expect(put()).rejects.toMatchObject({ code: 'OPENSTACK_PRECONDITION_FAILED', noEffect: true });
  });

  it('are not stored where Swift has something newer', async () => {
    cloud.on(`PUT ${account}/c/o`, (_request, response) => {
      response.writeHead(202).end();
    });
    expect(await swift.putObject('c', 'o', Buffer.from('x'))).toMatchObject({ etag: undefined, superseded: true });
  });

  it('that exist after an answer was lost may be our own', async () => {
    let first = true;
    cloud.on(`PUT ${account}/c/o`, async (request, response) => {
      await request.text();
      if (first) response.destroy();
      else response.writeHead(412).end();
      first = false;
    });
    await expect(swift.putObject('c', 'o', Buffer.from('x'), { ifNoneMatch: '*' })).rejects.toMatchObject({
      code: 'OPENSTACK_PRECONDITION_FAILED',
      attempts: 2,
      noEffect: false,
    });
  });

  it('keep their names, however odd', async () => {
    const names = ['a b', 'ä/ö', '../up', 'a/../../b', 'a//b', 'a?b#c%2F', './x'];
    for (const name of names) {
      await expect(swift.deleteObject('c', name)).rejects.toMatchObject({ code: 'OPENSTACK_NOT_FOUND' });
    }
    const segments = cloud.calls.map((call) => call.slice(`DELETE ${account}/c/`.length).split('/'));
    expect(segments.map((parts) => parts.map(decodeURIComponent).join('/'))).toEqual(names);
    expect(segments.flat()).not.toContain('..');
    await expect(swift.deleteObject('c', '')).rejects.toMatchObject({ code: 'OPENSTACK_INVALID_ARGUMENT' });
  });

  it.each([[true], [false]])('are read in part (by a service that knows ranges: %s)', async (ranges) => {
    cloud.on(`GET ${account}/c/o`, (request, response) => {
      expect(request.headers.range).toBe('bytes=2-4');
      if (ranges) response.writeHead(206, { 'content-length': '3', etag: 'e' }).end('cde');
      else response.writeHead(200, { 'content-length': '7', etag: 'e' }).end('abcdefg');
    });
    const { body, etag } = await swift.getObject('c', 'o', { offset: 2, length: 3 });
    let text = '';
    for await (const chunk of body) text += Buffer.from(chunk).toString();
    expect({ text, etag }).toEqual({ text: 'cde', etag: 'e' });
  });
});

describe('whole objects', () => {
  const bytes = Buffer.from('content');
  const etag = createHash('md5').update(bytes).digest('hex');
  type Answer = readonly [body: Uint8Array | 'drop', headers?: Readonly<Record<string, string>>];

  /** Answers with each of `answers` in turn, the last one for ever. */
  function inTurn(...answers: readonly Answer[]): void {
    let index = 0;
    cloud.on(`GET ${account}/c/o`, (_request, response) => {
      const [body, headers = { etag }] = answers[Math.min(index, answers.length - 1)] ?? ['drop'];
      index += 1;
      if (body !== 'drop') response.writeHead(200, headers).end(body);
      else response.writeHead(200, { etag, 'content-length': '7' }).write('con', () => response.destroy());
    });
  }

  it('are read again when they break off or come changed', async () => {
    inTurn(['drop'], [Buffer.from('c0ntent')], [bytes]);
    const { bytes: read, etag: told } = await swift.readObject('c', 'o');
    expect([Buffer.from(read).toString(), told]).toEqual(['content', etag]);
    expect(cloud.calls).toHaveLength(3);
  });

  it('that stay changed are an error', async () => {
    inTurn([Buffer.from('c0ntent')]);
    await expect(swift.readObject('c', 'o')).rejects.toMatchObject({
      code: 'OPENSTACK_UNEXPECTED_ANSWER',
      retryable: true,
      attempts: 4,
      message: expect.stringContaining(`instead of ${etag}`) as string,
    });
  });

  it('may have an ETag in quotes, or that of a large object', async () => {
    const headers = [{ etag: `"${etag}"` }, { etag: '"0123"', 'x-static-large-object': 'True' }, {}];
    for (const one of headers) {
      inTurn([bytes, one]);
      expect(Buffer.from((await swift.readObject('c', 'o')).bytes)).toEqual(bytes);
    }
  });

  it('and heads are those of the newest replica, if wanted', async () => {
    const asked: unknown[] = [];
    for (const method of ['GET', 'HEAD']) {
      cloud.on(`${method} ${account}/c/o`, (request, response) => {
        asked.push(request.headers['x-newest']);
        response.writeHead(200).end();
      });
    }
    await swift.readObject('c', 'o', { newest: true });
    await swift.headObject('c', 'o', { newest: true });
    await swift.readObject('c', 'o');
    expect(asked).toEqual(['true', 'true', undefined]);
  });
});

describe('lists', () => {
  const names = ['a.b', 'a/b', 'a0', 'b', 'c'];
  beforeEach(() => {
    cloud.on(`GET ${account}/c`, (request, response) => {
      const { query } = request;
      const reverse = query.get('reverse') === 'true';
      const ordered = reverse ? [...names].reverse() : names;
      const after = (name: string, marker: string) => (reverse ? name < marker : name > marker);
      const page = ordered
        .filter((name) => !query.has('marker') || after(name, query.get('marker') ?? ''))
        .filter((name) => name.startsWith(query.get('prefix') ?? ''))
        .slice(0, Number(query.get('limit') ?? 10_000));
      json(
        response,
        200,
        page.map((name) => ({ name, bytes: 1 }))
      );
    });
  });
  const list = async (options: Parameters<ObjectStoreClient['listObjects']>[1]) =>
    (await collect(swift.listObjects('c', options))).map((entry) => ('name' in entry ? entry.name : entry.subdir));

  it('are read page by page, in either direction', async () => {
    expect(await list({ pageSize: 2 })).toEqual(names);
    expect(await list({ pageSize: 2, reverse: true })).toEqual([...names].reverse());
    expect(await list({ prefix: 'a', marker: 'a.b' })).toEqual(['a/b', 'a0']);
  });

  it('ask for no more than their limit', async () => {
    expect(await list({ limit: 3, pageSize: 2 })).toEqual(['a.b', 'a/b', 'a0']);
    expect(cloud.calls).toEqual([
      `GET ${account}/c?format=json&limit=2`,
      `GET ${account}/c?format=json&marker=a%2Fb&limit=1`,
    ]);
    expect(await list({ limit: 0 })).toEqual([]);
    await list({ limit: 25_000 });
    expect(cloud.calls.slice(2)).toEqual([
      `GET ${account}/c?format=json&limit=10000`,
      `GET ${account}/c?format=json&marker=c&limit=10000`,
    ]);
  });

  it('of containers and common prefixes', async () => {
    cloud.on(`GET ${account}`, (request, response) => {
      json(response, 200, request.query.has('marker') ? [] : [{ name: 'bank', count: 0, bytes: 0 }]);
    });
    expect(await collect(swift.listContainers())).toMatchObject([{ name: 'bank' }]);
    cloud.on(`GET ${account}/c`, (request, response) => {
      json(response, 200, request.query.has('marker') ? [] : [{ subdir: 'a/' }]);
    });
    expect(await list({ delimiter: '/' })).toEqual(['a/']);
    await expect(list({ delimiter: '/', signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
