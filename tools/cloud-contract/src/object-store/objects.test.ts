import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { sampleBytes } from '../cloud/bytes.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { makeContainer } from '../cloud/container.fixture.js';
import { refused } from '../cloud/refused.fixture.js';

const cloud = contract();
const bytes = sampleBytes(5000, 'objects');
const etag = createHash('md5').update(bytes).digest('hex');
let container: string;

beforeAll(async () => {
  container = await makeContainer(cloud);
});

test('what is put comes back, with its ETag, type, metadata and time', async () => {
  const { objectStore } = cloud.demo;
  const metadata = { 'karbor-sum': 'abc' };
  const receipt = await objectStore.putObject(container, 'a/b c/ü', bytes, { etag, contentType: 'text/x', metadata });
  expect(receipt).toMatchObject({ etag, superseded: false });
  expect(receipt.requestId).toMatch(/^tx/);
  const object = await objectStore.readObject(container, 'a/b c/ü', { newest: true });
  expect(object).toMatchObject({ size: bytes.length, etag, contentType: 'text/x', metadata });
  expect(Buffer.compare(object.bytes, bytes)).toBe(0);
  const head = await objectStore.headObject(container, 'a/b c/ü');
  expect(head).toMatchObject({ size: bytes.length, etag, contentType: 'text/x', metadata });
  expect(head.lastModified).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  expect(Number(head.headers['x-timestamp'])).toBeGreaterThan(1e9);
});

test('an object without bytes, and of an unknown number of bytes', async () => {
  const { objectStore } = cloud.demo;
  await objectStore.putObject(container, 'empty', new Uint8Array());
  expect(await objectStore.readObject(container, 'empty')).toMatchObject({
    size: 0,
    etag: createHash('md5').digest('hex'),
  });
  const open = async function* () {
    yield bytes.subarray(0, 1000);
    yield bytes.subarray(1000);
  };
  expect(await objectStore.putObject(container, 'chunked', open)).toMatchObject({ etag });
});

test('a put replaces the object with all that belongs to it', async () => {
  const { objectStore } = cloud.demo;
  await objectStore.putObject(container, 'replaced', bytes, { metadata: { a: '1' } });
  await objectStore.putObject(container, 'replaced', bytes.subarray(1));
  expect(await objectStore.headObject(container, 'replaced')).toMatchObject({ size: bytes.length - 1, metadata: {} });
});

test('If-None-Match: * puts only what is not there: 412', async () => {
  const { objectStore } = cloud.demo;
  await objectStore.putObject(container, 'once', bytes, { ifNoneMatch: '*' });
  const again = objectStore.putObject(container, 'once', bytes.subarray(1), { ifNoneMatch: '*' });
  expect((await refused(again, 412, /.*/)).code).toBe('OPENSTACK_PRECONDITION_FAILED');
  expect(await objectStore.headObject(container, 'once')).toMatchObject({ etag });
  await objectStore.deleteObject(container, 'once');
  await objectStore.putObject(container, 'once', bytes, { ifNoneMatch: '*' });
});

test('bytes that are not those of the ETag are not kept: 422', async () => {
  const { objectStore } = cloud.demo;
  const wrong = objectStore.putObject(container, 'wrong', bytes.subarray(1), { etag });
  expect((await refused(wrong, 422, /.*/)).code).toBe('OPENSTACK_BAD_REQUEST');
  await refused(objectStore.headObject(container, 'wrong'), 404, /.*/);
});

test('parts of an object', async () => {
  const { demo } = cloud;
  await demo.objectStore.putObject(container, 'parts', bytes);
  const read = async (range: string) => {
    const path = `/${container}/parts`;
    const answer = await demo.stream('object-store', { method: 'GET', path, headers: { range } });
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    return [
      answer.status,
      answer.headers['content-range'],
      Buffer.compare(Buffer.concat(chunks), bytes.subarray(100, 200)),
    ];
  };
  expect(await read('bytes=100-199')).toEqual([206, 'bytes 100-199/5000', 0]);
  await refused(read('bytes=5000-'), 416, /.*/);
});

test('what is not there is not found, and deleted only once', async () => {
  const { objectStore } = cloud.demo;
  await objectStore.putObject(container, 'deleted', bytes);
  expect((await objectStore.deleteObject(container, 'deleted')).requestId).toMatch(/^tx/);
  const missing = [
    () => objectStore.readObject(container, 'deleted'),
    () => objectStore.headObject(container, 'deleted'),
    () => objectStore.deleteObject(container, 'deleted'),
  ];
  for (const call of missing) expect((await refused(call(), 404, /.*/)).code).toBe('OPENSTACK_NOT_FOUND');
});

test('a missing container has no objects: 404 on put, get and list', async () => {
  const { objectStore } = cloud.demo;
  const missing = cloud.name('missing');
  await refused(objectStore.putObject(missing, 'a', bytes), 404, /.*/);
  await refused(objectStore.putObject(missing, 'a', bytes, { ifNoneMatch: '*' }), 404, /.*/);
  await refused(objectStore.readObject(missing, 'a'), 404, /.*/);
  await refused(objectStore.deleteObject(missing, 'a'), 404, /.*/);
  await refused(objectStore.headContainer(missing), 404, /.*/);
  await refused(objectStore.deleteContainer(missing), 404, /.*/);
});

test("another project's container is forbidden", async () => {
  const { demo, alt } = cloud;
  const account = (await demo.endpoint('object-store')).split('/').at(-1) ?? '';
  const own = (await alt.endpoint('object-store')).split('/').at(-1) ?? '';
  expect(account).toMatch(/^AUTH_/);
  const address = (await alt.endpoint('object-store')).replace(own, account);
  const intruder = await cloud.session('alt', { endpointOverrides: { 'object-store': address } });
  await refused(intruder.objectStore.readObject(container, 'parts'), 403, /.*/);
  await refused(intruder.objectStore.putObject(container, 'a', bytes), 403, /.*/);
});
