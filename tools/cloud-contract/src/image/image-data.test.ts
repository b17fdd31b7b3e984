import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sampleBytes, sha512 } from '../cloud/bytes.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { imageShape } from '../shapes/image.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
const bytes = sampleBytes(100_000, 'image data');

async function download(id: string, range?: string) {
  const { status, headers, body } = await cloud.demo.stream('image', {
    method: 'GET',
    path: `/images/${id}/file`,
    ...(range === undefined ? {} : { headers: { range } }),
  });
  const parts: Uint8Array[] = [];
  for await (const chunk of body) parts.push(chunk);
  return { status, headers, bytes: Buffer.concat(parts) };
}

test('uploaded bytes make an image active, with their size and hashes', async () => {
  const { make } = cloud;
  const image = imageShape.parse(await make.image(bytes));
  expect(image).toMatchObject({
    ...{ status: 'active', size: bytes.length, os_hash_algo: 'sha512', os_hash_value: sha512(bytes) },
    checksum: createHash('md5').update(bytes).digest('hex'),
  });
});

test('bytes of unknown number are taken too', async () => {
  const { demo, make } = cloud;
  const { id } = await make.image();
  const open = async function* () {
    yield bytes.subarray(0, 70_000);
    yield bytes.subarray(70_000);
  };
  await demo.image.uploadImageData(id, open);
  expect(await demo.image.showImage(id)).toMatchObject({
    status: 'active',
    size: bytes.length,
    os_hash_value: sha512(bytes),
  });
});

test('an image of no bytes is active', async () => {
  const { demo, make } = cloud;
  const image = await make.image(new Uint8Array());
  expect(image).toMatchObject({ status: 'active', size: 0, os_hash_value: sha512(new Uint8Array()) });
  expect((await download(image.id)).bytes).toHaveLength(0);
  expect(await demo.image.showImage(image.id)).toMatchObject({ size: 0 });
});

test('the bytes come back whole, or from an offset on', async () => {
  const { id, checksum } = await cloud.make.image(bytes);
  const whole = await download(id);
  expect(whole.status).toBe(200);
  expect(whole.headers).toMatchObject({
    'content-length': String(bytes.length),
    'content-type': 'application/octet-stream',
  });
  expect(whole.headers['content-md5']).toBe(checksum);
  expect(Buffer.compare(whole.bytes, bytes)).toBe(0);
  const part = await download(id, 'bytes=60000-');
  expect(part.status).toBe(206);
  expect(part.headers).toMatchObject({
    'content-length': '40000',
    'content-range': `bytes 60000-${bytes.length - 1}/${bytes.length}`,
  });
  expect(Buffer.compare(part.bytes, bytes.subarray(60_000))).toBe(0);
  await refused(download(id, `bytes=${bytes.length}-`), 416, /.*/);
});

test('a queued image has no bytes to give: 204', async () => {
  const { id } = await cloud.make.image();
  const { status, bytes: none } = await download(id);
  expect([status, none.length]).toEqual([204, 0]);
});

test('bytes are taken once', async () => {
  const { demo, make } = cloud;
  const { id } = await make.image(bytes);
  const again = demo.image.uploadImageData(id, bytes, { size: bytes.length });
  await refused(again, 409, /Image status transition from active to saving is not allowed/);
  expect(await demo.image.showImage(id)).toMatchObject({ status: 'active', os_hash_value: sha512(bytes) });
});

test('bytes for what is not there, or of another content type, are refused', async () => {
  const { demo, alt, make } = cloud;
  await refused(demo.image.uploadImageData(nowhere, bytes, { size: bytes.length }), 404, /.+/);
  await refused(download(nowhere), 404, new RegExp(`No image found with ID ${nowhere}`));
  const { id } = await make.image(undefined, { visibility: 'private' });
  await refused(alt.image.uploadImageData(id, bytes, { size: bytes.length }), 404, /.+/);
  const headers = { 'content-type': 'text/plain' };
  const request = { method: 'PUT', path: `/images/${id}/file`, headers, body: bytes, size: bytes.length } as const;
  await refused(demo.request('image', request), 415, /.+/);
  expect(await demo.image.showImage(id)).toMatchObject({ status: 'queued' });
});
