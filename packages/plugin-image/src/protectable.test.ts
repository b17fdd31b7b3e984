import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect } from '@karbor/openstack';
import type { DependentsQuery, Json, Resource, Resources } from '@karbor/plugin-sdk';
import { temporaryName } from './names.js';
import { imageProtectable } from './protectable.js';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';

let demo: TestCloud;
const bytes = Buffer.from('an image');

beforeAll(async () => {
  demo = await startTestCloud();
});
afterAll(() => demo.stop());

const all = async (resources: Resources) => ('then' in resources ? resources : collect(resources));
const query = () => ({ context: demo.context, config: {}, signal: new AbortController().signal });
const listed = async () => (await all(imageProtectable.list(query()))).map(({ id }) => id);

const dependentsQuery = (): DependentsQuery<unknown> => ({
  ...query(),
  all: () => all(imageProtectable.list(query())),
  show: (id) => imageProtectable.show(id, query()),
  index: () => Promise.reject(new Error('not used')),
});
const dependents = async (parent: Resource) =>
  (await all(imageProtectable.dependents!(parent, dependentsQuery()))).map(({ id }) => id);
const server = (extraInfo: Record<string, Json>): Resource => ({ type: 'OS::Nova::Server', id: randomUUID(), name: 'server', extraInfo });

test('lists the images that the project owns, hidden ones too, and not those that it only sees', async () => {
  const own = await demo.cloud.seed.image({ name: 'own', bytes });
  const hidden = await demo.cloud.seed.image({ name: 'hidden', bytes, properties: { os_hidden: true } });
  await demo.cloud.seed.image({ name: 'public', bytes, project: 'admin', properties: { visibility: 'public' } });
  await demo.cloud.seed.image({ name: 'foreign', bytes, project: 'alt' });
  expect(await all(imageProtectable.list(query()))).toEqual([
    {
      type: 'OS::Glance::Image',
      id: own,
      name: 'own',
      extraInfo: {
        size: bytes.byteLength,
        status: 'active',
        visibility: 'shared',
        owner: demo.context.projectId,
        diskFormat: 'raw',
        containerFormat: 'bare',
      },
    },
    expect.objectContaining({ id: hidden, name: 'hidden' }),
  ]);
});

test('leaves out what has no bytes yet and what Karbor made for itself', async () => {
  const queued = await demo.session.image.createImage({ name: 'queued' });
  const temporary = await demo.cloud.seed.image({ name: temporaryName('tag'), bytes });
  const ids = await listed();
  expect(ids).not.toContain(queued.id);
  expect(ids).not.toContain(temporary);
  expect(await imageProtectable.show(queued.id, query())).toBeUndefined();
  expect(await imageProtectable.show(temporary, query())).toBeUndefined();
});

test('finds all images of the project, and none of another one', async () => {
  const project = { type: 'OS::Keystone::Project', id: demo.context.projectId, name: 'demo' };
  expect(await dependents(project)).toEqual(await listed());
  expect(await dependents({ ...project, id: 'another' })).toEqual([]);
});

test('finds the boot image of a server, also when it belongs to somebody else', async () => {
  const imageId = await demo.cloud.seed.image({ name: 'base', bytes, project: 'admin', properties: { visibility: 'public' } });
  expect(await dependents(server({ imageId }))).toEqual([imageId]);
});

test('finds a deactivated image in its project, and not with the servers that were booted from it', async () => {
  const imageId = await demo.cloud.seed.image({ name: 'old', bytes });
  await demo.session.request('image', { method: 'POST', path: `/images/${imageId}/actions/deactivate` });
  expect(await listed()).toContain(imageId);
  expect(await dependents(server({ imageId }))).toEqual([]);
});

test('finds nothing for a server without boot image, or whose image is gone', async () => {
  expect(await dependents(server({}))).toEqual([]);
  expect(await dependents(server({ imageId: '' }))).toEqual([]);
  expect(await dependents(server({ imageId: randomUUID() }))).toEqual([]);
});

test('fails when the service fails, instead of giving fewer', async () => {
  demo.cloud.faults.add({ service: 'image', method: 'GET', path: 'os_hidden=true', effect: { kind: 'status', status: 500 }, count: 'forever' });
  await expect(all(imageProtectable.list(query()))).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  demo.cloud.faults.clear();
});
