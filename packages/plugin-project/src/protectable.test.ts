import { collect } from '@karbor/openstack';
import type { Resources } from '@karbor/plugin-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectProtectable } from './protectable.js';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';

let demo: TestCloud;

beforeAll(async () => {
  demo = await startTestCloud();
});
afterAll(() => demo.stop());

const query = (context = demo.context) => ({ context, config: {}, signal: new AbortController().signal });
const all = async (resources: Resources) => ('then' in resources ? resources : collect(resources));

test("finds the context's own project, and no other", async () => {
  const own = { ...demo.resource, extraInfo: { enabled: true } };
  expect(await all(projectProtectable.list(query()))).toEqual([own]);
  expect(await projectProtectable.show(demo.context.projectId, query())).toEqual(own);
  const foreign = demo.cloud.project('alt').id;
  expect(await projectProtectable.show(foreign, query())).toBeUndefined();
  expect(await projectProtectable.show(foreign, query({ ...demo.context, auth: demo.admin }))).toBeUndefined();
});

test('shows nothing of a project that is gone', async () => {
  const context = { projectId: 'gone', auth: demo.admin };
  expect(await projectProtectable.show('gone', query(context))).toBeUndefined();
});

test('fails when Keystone fails', async () => {
  demo.cloud.faults.add({ service: 'identity', method: 'GET', effect: { kind: 'status', status: 500 }, count: 'forever' });
  await expect(all(projectProtectable.list(query()))).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  await expect(projectProtectable.show(demo.context.projectId, query())).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  demo.cloud.faults.clear();
});
