import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { DevcloudError } from '../api/devcloud-error.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received } from '../testing/client.fixture.js';
import { expectAsRecorded } from '../testing/recorded.fixture.js';

let cloud: Devcloud;
let demo: Client;
let image: string;
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: 128 * 1024, delay: 5 });
  demo = await Client.open(cloud);
  image = await cloud.seed.image({ name: 'i', bytes: Buffer.from('x') });
});
afterAll(() => cloud.stop());

const act = (id: string, action: object): Promise<Received> => demo.post('compute', `/servers/${id}/action`, action);
const settledAct = async (id: string, action: object): Promise<Received> => {
  const answer = await act(id, action);
  await cloud.settled();
  return answer;
};
const statusOf = (id: string): string | undefined =>
  cloud.inventory().servers.find((server) => server.id === id)?.status;

it('answers as Nova does to a pause and its log', async () => {
  const id = await cloud.seed.server({ name: 's', imageId: image });
  const pause = await settledAct(id, { pause: null });
  expectAsRecorded(pause, 'nova', 'pause');
  expectAsRecorded(await act(id, { pause: null }), 'nova', 'pause again, already paused');
  const newer = { headers: { 'OpenStack-API-Version': 'compute 2.79' } };
  const log = await demo.get('compute', `/servers/${id}/os-instance-actions`, newer);
  expectAsRecorded(log, 'nova', 'instance actions of the server');
  expect(log.each('instanceActions', 'action')).toEqual(['pause', 'create']);
  const requestId = pause.headers.get('x-openstack-request-id') ?? '';
  expect(log.at('instanceActions.0.request_id')).toBe(requestId);
  const one = await demo.get('compute', `/servers/${id}/os-instance-actions/${requestId}`, newer);
  expectAsRecorded(one, 'nova', 'one action, with its events');
  expect(one.at('instanceAction.events.0')).toMatchObject({ event: 'compute_pause_instance', result: 'Success' });
  expectAsRecorded(await settledAct(id, { unpause: null }), 'nova', 'unpause');
  expectAsRecorded(await act(id, { unpause: null }), 'nova', 'unpause again, not paused');
});

it('goes through its states', async () => {
  const id = await cloud.seed.server({ name: 's', imageId: image });
  for (const [action, status] of [
    ['suspend', 'SUSPENDED'],
    ['resume', 'ACTIVE'],
    ['os-stop', 'SHUTOFF'],
    ['os-start', 'ACTIVE'],
  ] as const) {
    expect((await settledAct(id, { [action]: null })).status, action).toBe(202);
    expect(statusOf(id), action).toBe(status);
  }
  expect((await act(id, { 'os-start': null })).status).toBe(409);
  const release = cloud.holdTransitions();
  await act(id, { pause: null });
  const busy = await act(id, { suspend: null });
  expect(busy.at('conflictingRequest.message')).toBe(
    `Cannot 'suspend' instance ${id} while it is in task_state pausing`,
  );
  release();
  await cloud.settled();
  expect((await act(id, { nonsense: null })).status).toBe(400);
});

it('stays active when a pause fails later', async () => {
  const id = await cloud.seed.server({ name: 's', imageId: image });
  cloud.faults.add({ service: 'compute', method: 'POST', path: /action$/, effect: { kind: 'error-state' } });
  expect((await settledAct(id, { pause: null })).status).toBe(202);
  expect(cloud.inventory().servers.find((server) => server.id === id)).toMatchObject({
    status: 'ACTIVE',
    taskState: null,
  });
});

describe('a guest', () => {
  it('writes only while its server runs', async () => {
    const volumeId = await cloud.seed.volume({ name: 'v' });
    const id = await cloud.seed.server({ name: 's', imageId: image, volumeIds: [volumeId] });
    const write = (text: string): Promise<void> => cloud.disks.write({ volumeId }, 0, Buffer.from(text));
    await write('before');
    await settledAct(id, { pause: null });
    await expect(write('during')).rejects.toThrow(DevcloudError);
    await expect(cloud.disks.write({ serverId: id }, 0, Buffer.from('x'))).rejects.toMatchObject({
      code: 'GUEST_FROZEN',
    });
    await settledAct(id, { unpause: null });
    expect((await cloud.disks.read({ volumeId }, 0, 6)).toString()).toBe('before');
    await write('after.');
    await expect(cloud.disks.write({ volumeId }, 128 * 1024 - 1, Buffer.from('xy'))).rejects.toMatchObject({
      code: 'OUT_OF_RANGE',
    });
    await expect(cloud.disks.read({ volumeId: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('leaves copies of one instant when it was paused for them', async () => {
    const volumeIds = [await cloud.seed.volume({ name: 'a' }), await cloud.seed.volume({ name: 'b' })];
    const id = await cloud.seed.server({ name: 's', imageId: image, volumeIds });
    const writer = cloud.startGuestWriter({ serverId: id, volumeIds, interval: 0 });
    await writer.waitForRounds(3);
    await settledAct(id, { pause: null });
    const [first = '', second = ''] = volumeIds;
    const stamps: bigint[] = [];
    for (const [index, volumeId] of [first, second].entries()) {
      const body = { snapshot: { volume_id: volumeId, force: true } };
      const snapshot = (await demo.post('volume', '/snapshots', body)).text('snapshot.id');
      await cloud.settled();
      const copy = (await demo.post('volume', '/volumes', { volume: { snapshot_id: snapshot } })).text('volume.id');
      await cloud.settled();
      stamps[index] = (await cloud.disks.read({ volumeId: copy }, 0, 8)).readBigUInt64BE();
    }
    const [a = 0n, b = 0n] = stamps;
    expect(a - b === 0n || a - b === 1n).toBe(true);
    const frozenAt = writer.rounds;
    await settledAct(id, { unpause: null });
    await writer.waitForRounds(3);
    await writer.stop();
    expect(writer.rounds).toBeGreaterThan(frozenAt);
    expect(a).toBeGreaterThanOrEqual(3n);
  });
});
