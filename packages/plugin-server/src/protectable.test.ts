import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect } from '@karbor/openstack';
import type { DependentsQuery, Resource, Resources } from '@karbor/plugin-sdk';
import { restoreKey } from './names.js';
import { serverProtectable } from './protectable.js';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';

let demo: TestCloud;
let imageId: string;
let volumeId: string;
let web: string;
let database: string;
let foreign: string;

beforeAll(async () => {
  demo = await startTestCloud();
  const { seed } = demo.cloud;
  imageId = await seed.image({ name: 'cirros', bytes: Buffer.from('boot'), properties: { visibility: 'public' }, project: 'admin' });
  volumeId = await seed.volume({ name: 'root', imageId, bootable: true });
  web = await seed.server({ name: 'web', imageId });
  database = await seed.server({ name: 'database', bootVolumeId: volumeId });
  foreign = await seed.server({ name: 'foreign', imageId, project: 'alt' });
  await seed.server({ name: 'unfinished', imageId, properties: { metadata: { [restoreKey]: 'karbor-1' } } });
});
afterAll(() => demo.stop());

const query = (context = demo.context) => ({ context, config: {}, signal: new AbortController().signal });
const all = async (resources: Resources) => ('then' in resources ? resources : collect(resources));
const list = () => all(serverProtectable.list(query()));
const dependents = (parent: Resource) => {
  const asked: DependentsQuery<unknown> = {
    ...query(),
    all: list,
    index: () => Promise.reject(new Error('not needed')),
    show: (id) => serverProtectable.show(id, query()),
  };
  return all(serverProtectable.dependents!(parent, asked));
};

test('lists the servers of the project, with what they boot from and their volumes', async () => {
  const servers = await list();
  expect(servers.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    {
      type: 'OS::Nova::Server',
      id: database,
      name: 'database',
      extraInfo: { status: 'ACTIVE', volumeIds: [volumeId] },
    },
    { type: 'OS::Nova::Server', id: web, name: 'web', extraInfo: { status: 'ACTIVE', imageId, volumeIds: [] } },
  ]);
});

test('shows one by its id, and nothing of another project, unfinished or gone', async () => {
  expect(await serverProtectable.show(web, query())).toMatchObject({ id: web, name: 'web' });
  expect(await serverProtectable.show(foreign, query())).toBeUndefined();
  expect(await serverProtectable.show(foreign, query({ ...demo.context, auth: demo.admin }))).toBeUndefined();
  expect(await serverProtectable.show(randomUUID(), query())).toBeUndefined();
});

test('finds all servers of the project, and none of another one', async () => {
  const project = { type: 'OS::Keystone::Project', id: demo.context.projectId, name: 'demo' };
  expect(await dependents(project)).toEqual(await list());
  expect(await dependents({ ...project, id: 'another' })).toEqual([]);
  expect(await dependents({ ...project, type: 'OS::Nova::Server' })).toEqual([]);
});

test('fails when the service fails, instead of giving fewer', async () => {
  demo.cloud.faults.add({ service: 'compute', effect: { kind: 'status', status: 500 }, count: 'forever' });
  await expect(list()).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  demo.cloud.faults.clear();
});
