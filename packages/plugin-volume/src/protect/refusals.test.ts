import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '@karbor/openstack';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { testVolume, thingsIn } from '../test-volume.fixture.js';
import { until } from '../until.fixture.js';

let demo: TestCloud;
let admin: Session;

beforeEach(async () => {
  demo = await startTestCloud();
  admin = demo.connectAs('admin');
});
afterEach(async () => {
  await admin.close();
  await demo.stop();
});

const setStatus = (id: string, status: string) =>
  admin.request('volume', { method: 'POST', path: `/volumes/${id}/action`, json: { 'os-reset_status': { status } } });

test.each(['error', 'error_restoring', 'deleting', 'awaiting-transfer'])('a volume in state %s is refused by its name', async (status) => {
  const { id, harness } = await testVolume(demo);
  await setStatus(id, status);
  await expect(harness.protect()).rejects.toMatchObject({
    code: 'KARBOR_VOLUME_STATE',
    message: `Volume "data" (${id}) is in state "${status}": only one that is available or in use can be protected. Repair it, or leave it out of the plan.`,
  });
  expect(thingsIn(demo).snapshots).toEqual([]);
  expect(harness.reports[0]?.hooks).toEqual([]);
});

test.each(['attaching', 'reserved', 'maintenance', 'managing'])('a volume that is %s is waited for', async (status) => {
  const { id, harness } = await testVolume(demo);
  await setStatus(id, status);
  const protecting = harness.protect();
  await until(() => demo.cloud.requests.count({ method: 'GET', path: `volumes/${id}` }) > 2);
  await setStatus(id, 'available');
  await expect(protecting).resolves.toMatchObject({ status: 'done' });
});

test('a volume that is reserved for a shelved server is refused at once', async () => {
  const server = { type: 'OS::Nova::Server', id: randomUUID(), name: 'web', extraInfo: { status: 'SHELVED_OFFLOADED' } };
  const { id, harness } = await testVolume(demo, {}, { parents: [server] });
  await demo.reserve(id, server.id);
  const looks = () => demo.cloud.requests.count({ method: 'GET', path: `volumes/${id}` });
  const before = looks();
  await expect(harness.protect()).rejects.toMatchObject({
    code: 'KARBOR_VOLUME_STATE',
    message: expect.stringContaining(`Volume "data" (${id}) is reserved for server "web" (${server.id}), which is shelved`) as string,
    details: { volume: id, state: 'reserved', server: server.id },
  });
  expect(looks() - before).toBe(1);
});

test('a snapshot that is refused is asked for once more, for the volume may have become busy meanwhile', async () => {
  const { harness } = await testVolume(demo);
  const refusal = { service: 'volume', method: 'POST', path: /snapshots$/, effect: { kind: 'status', status: 400 } } as const;
  demo.cloud.faults.add(refusal);
  await expect(harness.protect()).resolves.toMatchObject({ status: 'done' });
  demo.cloud.faults.add({ ...refusal, count: 'forever' });
  await expect(harness.protect()).rejects.toMatchObject({ code: 'KARBOR_NOT_MADE', cause: { code: 'OPENSTACK_BAD_REQUEST' } });
  expect(demo.cloud.requests.count({ method: 'POST', path: /snapshots$/ })).toBe(4);
});

test('a volume that is gone is told as such', async () => {
  const { id, harness } = await testVolume(demo);
  await demo.session.volume.deleteVolume(id);
  await demo.cloud.settled();
  await expect(harness.protect()).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND', details: { volume: id } });
});

test('parameters that make no sense are refused', async () => {
  const { harness } = await testVolume(demo);
  await expect(harness.protect({ protect_mode: 'tape' })).rejects.toMatchObject({ code: 'KARBOR_PARAMETERS_INVALID' });
  await expect(harness.protect({ protectmode: 'image' })).rejects.toMatchObject({ code: 'KARBOR_PARAMETERS_INVALID' });
});
