import { silentLogger } from '@karbor/plugin-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { projectProtectionPlugin } from './plugin.js';
import { lifeOf, startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';

let demo: TestCloud;

beforeAll(async () => {
  demo = await startTestCloud();
});
afterAll(() => demo.stop());
afterEach(() => demo.cloud.faults.clear());

test('saves what the project is and its quotas; verify and delete are fine with it', async () => {
  const life = lifeOf(demo);
  await life.protect();
  expect(life.savedInfo).toEqual({
    id: demo.resource.id,
    name: 'demo',
    domainId: 'default',
    description: 'For trying out',
    enabled: true,
    tags: ['blue', 'green'],
    quotas: {
      compute: expect.objectContaining({ instances: 10, cores: 20 }) as unknown,
      volume: expect.objectContaining({ volumes: 10, gigabytes: 1000 }) as unknown,
      network: expect.objectContaining({ port: expect.any(Number) as unknown }) as unknown,
    },
  });
  expect(life.warnings).toEqual([]);
  await life.verify();
  await life.delete();
});

describe('quotas', () => {
  const quotaCall = { service: 'volume', method: 'GET', path: /quota/, count: 'forever' } as const;

  test.each([403, 404])('that cannot be read (%i) are left out, and this is said', async (status) => {
    demo.cloud.faults.add({ ...quotaCall, effect: { kind: 'status', status } });
    const life = lifeOf(demo);
    await life.protect();
    expect(Object.keys((life.savedInfo as { quotas: object }).quotas)).toEqual(['compute', 'network']);
    expect(life.warnings).toEqual([`The volume quotas of project ${demo.resource.id} cannot be read and are not saved.`]);
  });

  test('of a service that fails make the protection fail', async () => {
    demo.cloud.faults.add({ ...quotaCall, effect: { kind: 'status', status: 503 } });
    await expect(lifeOf(demo).protect()).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  });
});

describe('restore', () => {
  const restore = async (parameters: Record<string, unknown>, world = demo) => {
    const life = lifeOf(world);
    await life.protect();
    return { life, report: await life.restore(parameters) };
  };

  test('maps the project to the one that the restore runs in', async () => {
    const { report } = await restore({});
    expect(report.newId).toBe(demo.context.projectId);
  });

  test('maps it to the one that is asked for', async () => {
    const alt = demo.cloud.project('alt').id;
    const { life, report } = await restore({ restore_project_id: alt }, asAdmin());
    expect(report.newId).toBe(alt);
    expect(life.warnings.join()).toContain(`although restore_project_id names ${alt}`);
  });

  test('finds a project that Keystone does not show, but that the user has a role in', async () => {
    const admin = demo.cloud.project('admin').id;
    demo.cloud.faults.add({
      ...{ service: 'identity', path: new RegExp(`/projects/${admin}`), count: 'forever' },
      effect: { kind: 'status', status: 403 },
    });
    const { report } = await restore({ restore_project_id: admin }, asAdmin());
    expect(report.newId).toBe(admin);
  });

  test.each(['gone', 'alt'])('refuses a project that the user has no role in: %s', async (name) => {
    const id = name === 'gone' ? name : demo.cloud.project(name).id;
    await expect(restore({ restore_project_id: id })).rejects.toMatchObject({
      code: 'KARBOR_RESOURCE_NOT_FOUND',
      message: expect.stringMatching(`${id}.*restore_project_id`) as unknown,
    });
  });

  test('refuses a project that is disabled', async () => {
    const alt = demo.cloud.project('alt').id;
    await demo.admin.identity.updateProject(alt, { enabled: false });
    await expect(restore({ restore_project_id: alt }, asAdmin())).rejects.toMatchObject({ code: 'KARBOR_PROJECT_DISABLED' });
    await demo.admin.identity.updateProject(alt, { enabled: true });
  });

  test('refuses it before anything of the restore exists', async () => {
    const shared = { context: demo.context, config: undefined, signal: new AbortController().signal, log: silentLogger };
    const graph = { children: () => [], parents: () => [] };
    const savedInfo = { id: 'p', name: 'p', domainId: 'default', description: '', enabled: true, tags: [], quotas: {} };
    const check = async (parameters: { readonly restore_project_id?: string }) => {
      const members = [{ resource: demo.resource, parameters, savedInfo, failed: [] }];
      await projectProtectionPlugin.operations.restore?.check?.({ ...shared, checkpoint: { id: 'c', createdAt: new Date(), graph }, members } as never);
    };
    await expect(check({ restore_project_id: 'gone' })).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND' });
    await check({ restore_project_id: demo.context.projectId });
    await check({});
  });

  function asAdmin(): TestCloud {
    return { ...demo, context: { ...demo.context, auth: demo.admin } };
  }
});
