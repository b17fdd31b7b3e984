import { collect } from '@karbor/openstack';
import type { Accepted, InstanceAction, Server } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { boot, prepareBoot } from '../cloud/boot.fixture.js';
import type { Boot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { eventually, reaches } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';
import { actionDetailShape, actionShape } from '../shapes/compute.fixture.js';

const cloud = contract();
const nowhere = '00000000-0000-4000-8000-000000000000';
let from: Boot;
let server: Server;

beforeAll(async () => {
  from = await prepareBoot(cloud, 'states');
  server = await boot(cloud, from);
});

async function settles(id: string, status: string): Promise<Server> {
  const read = () => cloud.demo.compute.showServer(id);
  return eventually(`server ${id}`, read, (one) => one.status === status && one['OS-EXT-STS:task_state'] === null);
}

const conflict = async (call: Promise<unknown>, action: string, state: string) => {
  const message = new RegExp(`Cannot '${action}' instance ${server.id} while it is in vm_state ${state}`);
  expect((await refused(call, 409, message)).code).toBe('OPENSTACK_CONFLICT');
};

test('pause and unpause, each refused where it makes no sense', async () => {
  const { compute } = cloud.demo;
  await conflict(compute.unpauseServer(server.id), 'unpause', 'active');
  expect((await compute.pauseServer(server.id)).requestId).toMatch(/^req-/);
  expect(await settles(server.id, 'PAUSED')).toMatchObject({
    'OS-EXT-STS:vm_state': 'paused',
    'OS-EXT-STS:power_state': 3,
  });
  await conflict(compute.pauseServer(server.id), 'pause', 'paused');
  await conflict(compute.suspendServer(server.id), 'suspend', 'paused');
  await conflict(compute.stopServer(server.id), 'stop', 'paused');
  await compute.setServerMetadata(server.id, { a: '1' });
  await compute.deleteServerMetadataKey(server.id, 'a');
  await compute.unpauseServer(server.id);
  expect(await settles(server.id, 'ACTIVE')).toMatchObject({
    'OS-EXT-STS:vm_state': 'active',
    'OS-EXT-STS:power_state': 1,
  });
});

test('suspend and resume, each refused where it makes no sense', async () => {
  const { compute } = cloud.demo;
  await conflict(compute.resumeServer(server.id), 'resume', 'active');
  await compute.suspendServer(server.id);
  expect(await settles(server.id, 'SUSPENDED')).toMatchObject({ 'OS-EXT-STS:vm_state': 'suspended' });
  await conflict(compute.suspendServer(server.id), 'suspend', 'suspended');
  await conflict(compute.pauseServer(server.id), 'pause', 'suspended');
  await compute.setServerMetadata(server.id, { a: '1' });
  await compute.deleteServerMetadataKey(server.id, 'a');
  await compute.resumeServer(server.id);
  await settles(server.id, 'ACTIVE');
});

test('stop and start, each refused where it makes no sense', async () => {
  const { compute } = cloud.demo;
  await conflict(compute.startServer(server.id), 'start', 'active');
  await compute.stopServer(server.id);
  expect(await settles(server.id, 'SHUTOFF')).toMatchObject({
    'OS-EXT-STS:vm_state': 'stopped',
    'OS-EXT-STS:power_state': 4,
  });
  await conflict(compute.stopServer(server.id), 'stop', 'stopped');
  await conflict(compute.pauseServer(server.id), 'pause', 'stopped');
  await compute.setServerMetadata(server.id, { a: '1' });
  await compute.deleteServerMetadataKey(server.id, 'a');
  await compute.startServer(server.id);
  await settles(server.id, 'ACTIVE');
});

test('a locked server is left as it is', async () => {
  const { demo } = cloud;
  const act = (name: string) =>
    demo.request('compute', { method: 'POST', path: `/servers/${server.id}/action`, json: { [name]: null } });
  await act('lock');
  await refused(demo.compute.pauseServer(server.id), 409, new RegExp(`Instance ${server.id} is locked`));
  expect(await demo.compute.showServer(server.id, { microversion: '2.26' })).toMatchObject({ locked: true });
  await act('unlock');
});

test('the action log names each action by its request, the newest first', async () => {
  const { demo } = cloud;
  const { id } = await boot(cloud, from);
  const steps: [string, Accepted][] = [];
  const { compute } = demo;
  for (const [name, act, status] of [
    ['pause', () => compute.pauseServer(id), 'PAUSED'],
    ['unpause', () => compute.unpauseServer(id), 'ACTIVE'],
    ['suspend', () => compute.suspendServer(id), 'SUSPENDED'],
    ['resume', () => compute.resumeServer(id), 'ACTIVE'],
    ['stop', () => compute.stopServer(id), 'SHUTOFF'],
    ['start', () => compute.startServer(id), 'ACTIVE'],
  ] as const) {
    steps.push([name, await act()]);
    await settles(id, status);
  }
  const refusal = await refused(demo.compute.unpauseServer(id), 409, /.+/);
  const log = (await collect(demo.compute.listInstanceActions(id))).map((one) => actionShape.parse(one));
  const wanted = steps.map(([action, { requestId }]) => ({ action, request_id: requestId })).toReversed();
  const told = log.map(({ action, request_id }: InstanceAction) => ({ action, request_id }));
  expect(told.slice(0, -1)).toEqual(wanted);
  expect(told.at(-1)).toMatchObject({ action: 'create' });
  expect(told.map(({ request_id }) => request_id)).not.toContain(refusal.requestId);
  expect(log[0]).toMatchObject({
    instance_uuid: id,
    user_id: await demo.userId(),
    project_id: await demo.projectId(),
    message: null,
  });
  // Of several in the same second too: page by page it is the same.
  expect((await collect(demo.compute.listInstanceActions(id, { pageSize: 2 }))).map((one) => one.action)).toEqual(
    told.map(({ action }) => action)
  );

  const [, pause] = steps[0] ?? [];
  const detail = actionDetailShape.parse(await demo.compute.showInstanceAction(id, pause?.requestId ?? ''));
  expect(detail).toMatchObject({ action: 'pause', request_id: pause?.requestId });
  expect(detail.events?.[0]).toMatchObject({ event: 'compute_pause_instance', result: 'Success' });
  await refused(demo.compute.showInstanceAction(id, `req-${nowhere}`), 404, /Action .* could not be found|not found/);
  await refused(collect(demo.compute.listInstanceActions(nowhere)), 404, /Instance .* could not be found/);
});

test('an image of a server holds its disk and tells where it came from', async () => {
  const { demo, make } = cloud;
  const { imageId } = await demo.compute.createServerImage(server.id, {
    name: cloud.name('image'),
    metadata: { own: 'x' },
  });
  await make.adopt.image(imageId);
  const image = await reaches(() => demo.image.showImage(imageId), 'active');
  expect(image).toMatchObject({
    ...{ disk_format: 'raw', container_format: 'bare', visibility: 'private', owner: await demo.projectId() },
    ...{ base_image_ref: from.image.id, image_type: 'snapshot', instance_uuid: server.id, own: 'x' },
    ...{ os_type: 'linux', hw_disk_bus: 'scsi', hw_scsi_model: 'virtio-scsi' },
  });
  expect(image.size).toBeGreaterThanOrEqual(from.bytes.length);
  await settles(server.id, 'ACTIVE');
  const told = await demo.compute.createServerImage(server.id, { name: cloud.name('image') }, { microversion: '2.45' });
  await make.adopt.image(told.imageId);
  await reaches(() => demo.image.showImage(told.imageId), 'active');
  await settles(server.id, 'ACTIVE');
});

test('an image is made of a server that stands still, too', async () => {
  const { demo, make } = cloud;
  await demo.compute.pauseServer(server.id);
  await settles(server.id, 'PAUSED');
  const { imageId } = await demo.compute.createServerImage(server.id, { name: cloud.name('image') });
  await make.adopt.image(imageId);
  await reaches(() => demo.image.showImage(imageId), 'active');
  await settles(server.id, 'PAUSED');
  await demo.compute.unpauseServer(server.id);
  await settles(server.id, 'ACTIVE');
});
