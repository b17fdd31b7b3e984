import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect } from '@karbor/openstack';
import type { DependentsQuery, Resource, Resources } from '@karbor/plugin-sdk';
import { temporaryName } from './names.js';
import { volumeProtectable } from './protectable.js';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';

let demo: TestCloud;

beforeAll(async () => {
  demo = await startTestCloud();
});
afterAll(() => demo.stop());

const all = async (resources: Resources) => ('then' in resources ? resources : collect(resources));
const query = () => ({ context: demo.context, config: {}, signal: new AbortController().signal });

function dependentsQuery(): DependentsQuery<unknown> {
  const list = () => all(volumeProtectable.list(query()));
  return {
    ...query(),
    all: list,
    show: (id) => volumeProtectable.show(id, query()),
    async index(keysOf) {
      const index = new Map<string, Resource[]>();
      for (const resource of await list()) {
        for (const key of [keysOf(resource) ?? []].flat()) index.set(key, [...(index.get(key) ?? []), resource]);
      }
      return index;
    },
  };
}
const dependents = async (parent: Resource) =>
  (await all(volumeProtectable.dependents!(parent, dependentsQuery()))).map(({ id }) => id);

test('lists the volumes of the project and tells of each what a plan needs', async () => {
  const id = await demo.cloud.seed.volume({ name: 'data', size: 2, bootable: true });
  await demo.cloud.seed.volume({ name: 'foreign', project: 'alt' });
  const [volume, ...others] = await all(volumeProtectable.list(query()));
  expect(others).toEqual([]);
  expect(volume).toEqual({
    type: 'OS::Cinder::Volume',
    id,
    name: 'data',
    extraInfo: {
      size: 2,
      status: 'available',
      bootable: true,
      encrypted: false,
      multiattach: false,
      volumeType: '__DEFAULT__',
      availabilityZone: 'nova',
      attachments: [],
    },
  });
});

test('neither lists nor shows what Karbor made for itself', async () => {
  const id = await demo.cloud.seed.volume({ name: temporaryName('tag') });
  expect((await all(volumeProtectable.list(query()))).map((volume) => volume.id)).not.toContain(id);
  expect(await volumeProtectable.show(id, query())).toBeUndefined();
});

test('shows one by its id, and nothing of another project or what is not there', async () => {
  const id = await demo.cloud.seed.volume({ name: '' });
  const foreign = await demo.cloud.seed.volume({ name: 'foreign', project: 'alt' });
  expect(await volumeProtectable.show(id, query())).toMatchObject({ id, name: id });
  expect(await volumeProtectable.show(foreign, query())).toBeUndefined();
  expect(await volumeProtectable.show(randomUUID(), query())).toBeUndefined();
});

test("shows nothing of another project to an administrator's context either", async () => {
  const admin = await startTestCloud({}, 'admin');
  const id = await admin.cloud.seed.volume({ name: 'data', project: 'demo' });
  const asked = { ...query(), context: admin.context };
  expect(await volumeProtectable.show(id, asked)).toBeUndefined();
  await admin.stop();
});

test('finds the volumes that are attached to a server', async () => {
  const serverId = randomUUID();
  const attached = [await demo.cloud.seed.volume({ name: 'one' }), await demo.cloud.seed.volume({ name: 'two' })];
  for (const id of attached) await demo.attach(id, serverId);
  const server = { type: 'OS::Nova::Server', id: serverId, name: 'server' };
  expect((await dependents(server)).toSorted()).toEqual(attached.toSorted());
  expect(await dependents({ ...server, id: randomUUID() })).toEqual([]);
});

test('finds the volumes that a server names, too: those of a shelved one are reserved, and show no attachment', async () => {
  const serverId = randomUUID();
  const attached = await demo.cloud.seed.volume({ name: 'attached' });
  await demo.attach(attached, serverId);
  const reserved = await demo.cloud.seed.volume({ name: 'reserved' });
  await demo.reserve(reserved, serverId);
  const foreign = await demo.cloud.seed.volume({ name: 'foreign', project: 'alt' });
  const volumeIds = [reserved, foreign, attached];
  expect(await dependents({ type: 'OS::Nova::Server', id: serverId, name: 'server', extraInfo: { volumeIds } })).toEqual([attached, reserved]);
});

test('finds all volumes of the project, and none of another one', async () => {
  const project = { type: 'OS::Keystone::Project', id: demo.context.projectId, name: 'demo' };
  const listed = (await all(volumeProtectable.list(query()))).map(({ id }) => id);
  expect(await dependents(project)).toEqual(listed);
  expect(await dependents({ ...project, id: 'another' })).toEqual([]);
});

test('fails when the service fails, instead of giving fewer', async () => {
  demo.cloud.faults.add({ service: 'volume', method: 'GET', effect: { kind: 'status', status: 500 }, count: 'forever' });
  await expect(all(volumeProtectable.list(query()))).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  demo.cloud.faults.clear();
});
