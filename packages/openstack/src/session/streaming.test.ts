import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import type { Session } from './session.js';

const mebibyte = 1024 * 1024;
const file = '/image/v2/images/i/file';
let cloud: TestCloud;
let session: Session;
beforeEach(async () => {
  cloud = await startTestCloud();
  session = cloud.session();
});
afterEach(() => cloud.close());

/** Chunks of 1 MiB, the nth filled with n; counts how many were taken. */
function chunks(count: number, taken: { count: number }): AsyncIterable<Uint8Array> {
  return (async function* () {
    for (let index = 0; index < count; index += 1) {
      taken.count += 1;
      yield Buffer.alloc(mebibyte, index);
    }
  })();
}

describe('upload', () => {
  it('streams a body, chunked or with its size', async () => {
    const got: { length: string | undefined; bytes: number }[] = [];
    cloud.on(`PUT ${file}`, async (request, response) => {
      let bytes = 0;
      for await (const chunk of request.message) bytes += (chunk as Buffer).byteLength;
      got.push({ length: request.headers['content-length'], bytes });
      response.writeHead(204, { 'x-openstack-request-id': 'req-1' }).end();
    });
    expect(await session.image.uploadImageData('i', chunks(3, { count: 0 }))).toEqual({ requestId: 'req-1' });
    await session.image.uploadImageData('i', chunks(3, { count: 0 }), { size: 3 * mebibyte });
    await session.image.uploadImageData('i', Buffer.from('abc'));
    expect(got).toEqual([
      { length: undefined, bytes: 3 * mebibyte },
      { length: String(3 * mebibyte), bytes: 3 * mebibyte },
      { length: '3', bytes: 3 },
    ]);
  });

  it('reads the source no faster than the service does', async () => {
    const taken = { count: 0 };
    let release: () => void = () => undefined;
    const stalled = new Promise<void>((resolve) => {
      cloud.on(`PUT ${file}`, async (request, response) => {
        const resumed = new Promise<void>((go) => (release = go));
        resolve();
        await resumed;
        request.message.resume();
        request.message.on('end', () => response.writeHead(204).end());
      });
    });
    const uploading = session.image.uploadImageData('i', chunks(64, taken));
    await stalled;
    let before = -1;
    while (before !== taken.count) {
      before = taken.count;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(taken.count).toBeLessThan(40);
    release();
    await uploading;
    expect(taken.count).toBe(64);
  });

  it('does not send a stream again that was begun', async () => {
    cloud.on(`PUT ${file}`, (request, response) => {
      request.message.once('data', () => response.destroy());
    });
    await expect(session.image.uploadImageData('i', chunks(8, { count: 0 }))).rejects.toMatchObject({
      code: 'OPENSTACK_CONNECTION',
      attempts: 1,
      noEffect: false,
    });

    cloud.on('PUT /swift/v1/AUTH_project-1/c/o', async (request, response) => {
      await request.text();
      json(response, 503, {});
    });
    await expect(session.objectStore.putObject('c', 'o', chunks(1, { count: 0 }))).rejects.toMatchObject({
      code: 'OPENSTACK_UNAVAILABLE',
      attempts: 1,
    });
  });

  it('does not send a begun stream again with a new token, and says that another try may do', async () => {
    await session.authenticate();
    cloud.goodTokens.clear();
    await expect(session.objectStore.putObject('c', 'o', chunks(8, { count: 0 }))).rejects.toMatchObject({
      code: 'OPENSTACK_AUTHENTICATION_FAILED',
      noEffect: true,
      retryable: true,
    });
    cloud.on('PUT /swift/v1/AUTH_project-1/c/o', async (request, response) => {
      await request.text();
      response.writeHead(201, { etag: 'e' }).end();
    });
    expect(await session.objectStore.putObject('c', 'o', chunks(8, { count: 0 }))).toMatchObject({ etag: 'e' });
  });

  it('sends bytes, and streams that can be opened again, as often as needed', async () => {
    let calls = 0;
    const bodies: string[] = [];
    cloud.on('PUT /swift/v1/AUTH_project-1/c/o', async (request, response) => {
      bodies.push(await request.text());
      calls += 1;
      if (calls % 2 === 1) json(response, 503, {});
      else response.writeHead(201, { etag: '"e"' }).end();
    });
    await session.objectStore.putObject('c', 'o', Buffer.from('abc'));
    const open = async function* () {
      yield Buffer.from('de');
      yield Buffer.from('f');
    };
    expect(await session.objectStore.putObject('c', 'o', open)).toMatchObject({ etag: 'e' });
    expect(bodies).toEqual(['abc', 'abc', 'def', 'def']);
  });

  it("fails with the source's own error, once", async () => {
    cloud.on(`PUT ${file}`, (request) => void request.text().catch(() => undefined));
    const failure = Object.assign(new Error('the disk is gone'), { code: 'EIO' });
    const broken = async function* () {
      yield Buffer.alloc(10);
      throw failure;
    };
    await expect(session.image.uploadImageData('i', broken())).rejects.toBe(failure);
    await expect(session.image.uploadImageData('i', broken)).rejects.toBe(failure);
  });

  it('refuses a body of another length than its size says', async () => {
    cloud.on(`PUT ${file}`, (request) => void request.text().catch(() => undefined));
    await expect(session.image.uploadImageData('i', chunks(1, { count: 0 }), { size: 7 })).rejects.toMatchObject({
      code: 'OPENSTACK_INVALID_ARGUMENT',
    });
  });

  it('lets go of a source that it never read', async () => {
    let returned = 0;
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: true as const, value: undefined }),
        return: () => {
          returned += 1;
          return Promise.resolve({ done: true as const, value: undefined });
        },
      }),
    };
    const away = cloud.session(
      { environment: {}, retry: { attempts: 1 } },
      { endpointOverrides: { image: 'http://127.0.0.1:1' } }
    );
    await expect(away.image.uploadImageData('i', source)).rejects.toMatchObject({ code: 'OPENSTACK_CONNECTION' });
    expect(returned).toBe(1);
  });
});

describe('download', () => {
  it('streams with backpressure', async () => {
    let sent = 0;
    cloud.on('GET /swift/v1/AUTH_project-1/c/o', (_request, response) => {
      response.writeHead(200, { 'content-length': String(64 * mebibyte), etag: 'e' });
      const write = (): void => {
        while (sent < 64) {
          sent += 1;
          if (!response.write(Buffer.alloc(mebibyte, sent))) {
            response.once('drain', write);
            return;
          }
        }
        response.end();
      };
      write();
    });
    const { size, body, etag } = await session.objectStore.getObject('c', 'o');
    expect({ size, etag }).toEqual({ size: 64 * mebibyte, etag: 'e' });
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(sent).toBeLessThan(40);
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.byteLength;
    expect(bytes).toBe(64 * mebibyte);
  });

  it('tells of a body that breaks off, and of one that is aborted', async () => {
    cloud.on('GET /swift/v1/AUTH_project-1/c/o', (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('abc', () => setTimeout(() => response.destroy(), 20));
    });
    const { body } = await session.objectStore.getObject('c', 'o');
    await expect(readAll(body)).rejects.toMatchObject({
      code: 'OPENSTACK_CONNECTION',
      retryable: true,
      path: '/swift/v1/AUTH_project-1/c/o',
    });

    cloud.on('GET /swift/v1/AUTH_project-1/c/p', (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('abc');
    });
    const controller = new AbortController();
    const endless = await session.objectStore.getObject('c', 'p', { signal: controller.signal });
    const reading = readAll(endless.body);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it('lets go of the connection when reading stops early, or never began', async () => {
    const closed: Promise<void>[] = [];
    cloud.on('GET /swift/v1/AUTH_project-1/c/o', (_request, response) => {
      closed.push(new Promise((resolve) => response.once('close', resolve)));
      response.writeHead(200, { 'content-length': '1000' }).write('abc');
    });
    for await (const chunk of (await session.objectStore.getObject('c', 'o')).body) {
      expect(chunk.byteLength).toBe(3);
      break;
    }
    const ranged = await session.objectStore.getObject('c', 'o', { offset: 1 });
    await ranged.body[Symbol.asyncIterator]().return?.();
    await Promise.all(closed);
    expect(closed).toHaveLength(2);
  });
});

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of body) parts.push(chunk);
  return Buffer.concat(parts).toString();
}
