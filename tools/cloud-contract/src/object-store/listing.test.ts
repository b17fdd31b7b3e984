import { collect } from '@karbor/openstack';
import type { ObjectListOptions } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { contract } from '../cloud/contract.fixture.js';
import { makeContainer } from '../cloud/container.fixture.js';
import { eventually } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';

const cloud = contract();
/** In Swift's order: by their bytes in UTF-8. */
const keys = ['Z', 'a', 'a/1', 'a/1/x', 'a/2', 'a0', 'b c', 'b/ü', 'z', 'é', '\uffee', '\u{1f600}'];
let container: string;

beforeAll(async () => {
  const { objectStore } = cloud.demo;
  container = await makeContainer(cloud);
  for (const key of keys.toReversed()) await objectStore.putObject(container, key, Buffer.from(key));
  // Listings may lag behind.
  await eventually(
    'the listing',
    () => collect(objectStore.listObjects(container)),
    (list) => list.length === keys.length
  );
});

const listed = async (options: ObjectListOptions & { delimiter?: string } = {}): Promise<string[]> =>
  (await collect(cloud.demo.objectStore.listObjects(container, options))).map((one) =>
    'name' in one ? one.name : `${one.subdir}…`
  );

test('names come in the order of their bytes, with size, hash and time', async () => {
  expect(await listed()).toEqual(keys);
  const [first] = await collect(cloud.demo.objectStore.listObjects(container, { limit: 1 }));
  expect(first).toMatchObject({
    ...{ name: 'Z', bytes: 1, hash: '21c2e59531c8710156d34a3c30ac81d5', content_type: 'application/octet-stream' },
    last_modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/) as string,
  });
});

test('prefix, marker, end marker, limit and reverse', async () => {
  expect(await listed({ prefix: 'a' })).toEqual(['a', 'a/1', 'a/1/x', 'a/2', 'a0']);
  expect(await listed({ marker: 'a/1/x' })).toEqual(keys.slice(4));
  expect(await listed({ marker: 'a/1/w', limit: 2 })).toEqual(['a/1/x', 'a/2']);
  expect(await listed({ endMarker: 'a/2' })).toEqual(keys.slice(0, 4));
  expect(await listed({ reverse: true })).toEqual(keys.toReversed());
  expect(await listed({ reverse: true, marker: 'a/2', limit: 2 })).toEqual(['a/1/x', 'a/1']);
  expect(await listed({ reverse: true, prefix: 'a/', marker: 'a/2' })).toEqual(['a/1/x', 'a/1']);
  expect(await listed({ prefix: 'a', marker: 'a/2', endMarker: 'a0' })).toEqual([]);
  expect(await listed({ prefix: 'none' })).toEqual([]);
});

test('page by page it is the same', async () => {
  expect(await listed({ pageSize: 5 })).toEqual(keys);
  expect(await listed({ pageSize: 1, reverse: true, prefix: 'a' })).toEqual(['a0', 'a/2', 'a/1/x', 'a/1', 'a']);
});

test('a delimiter gives common prefixes', async () => {
  expect(await listed({ prefix: 'a', delimiter: '/' })).toEqual(['a', 'a/…', 'a0']);
  expect(await listed({ delimiter: '/', reverse: true, limit: 3 })).toEqual(['\u{1f600}', '\uffee', 'é']);
});

test('more than 10,000 at once are refused: 412', async () => {
  const request = { method: 'GET', path: `/${container}`, query: { format: 'json', limit: 10_001 } } as const;
  await refused(cloud.demo.request('object-store', request), 412, /Maximum limit is 10000/);
});

test('a container that is not there has no listing', async () => {
  await refused(collect(cloud.demo.objectStore.listObjects(cloud.name('missing'))), 404, /.*/);
});

test('containers are created again without harm, counted, and deleted when empty', async () => {
  const { objectStore } = cloud.demo;
  const name = await makeContainer(cloud);
  await objectStore.putContainer(name);
  expect(await objectStore.headContainer(name)).toMatchObject({ objectCount: 0, bytesUsed: 0 });
  await objectStore.putObject(name, 'a', Buffer.from('abc'));
  await eventually(
    'the container',
    () => objectStore.headContainer(name),
    (head) => head.objectCount === 1 && head.bytesUsed === 3
  );
  await refused(objectStore.deleteContainer(name), 409, /.*/);
  await objectStore.deleteObject(name, 'a');
  await eventually(
    'the container',
    () => objectStore.headContainer(name),
    (head) => head.objectCount === 0
  );
  await objectStore.deleteContainer(name);
  await refused(objectStore.headContainer(name), 404, /.*/);
});

test('containers are listed', async () => {
  const { objectStore } = cloud.demo;
  const names = (await collect(objectStore.listContainers({ prefix: container }))).map((one) => one.name);
  expect(names).toEqual([container]);
});
