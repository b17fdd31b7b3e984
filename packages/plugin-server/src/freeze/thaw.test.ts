import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Logger } from '@karbor/plugin-sdk';
import { configSchema } from '../config.js';
import { effects } from '../effects.js';
import { freezeKey } from '../names.js';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { lastRequestId } from './action-log.js';
import type { FreezeIntent } from './freeze-effect.js';

const tag = 'karbor-0123';
const signal = new AbortController().signal;
const quiet = () => undefined;
const log: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let demo: TestCloud;
let imageId: string;
let id: string;
let intent: FreezeIntent;

beforeAll(async () => {
  demo = await startTestCloud();
  imageId = await demo.cloud.seed.image({ name: 'cirros', bytes: Buffer.from('boot') });
});
afterAll(() => demo.stop());

beforeEach(async () => {
  id = await demo.cloud.seed.server({ name: 'web', imageId, properties: { metadata: { a: 'b' } } });
  intent = {
    serverId: id,
    userId: await demo.session.userId(),
    lastRequestId: await lastRequestId(demo.session, id, signal),
  };
  await demo.session.compute.setServerMetadata(id, { [freezeKey]: tag });
});
afterEach(async () => {
  demo.cloud.faults.clear();
  await demo.admin.compute.deleteServer(id).catch(quiet);
});

function release(requestId?: string, config: object = {}, kind: 'paused' | 'suspended' = 'paused') {
  return effects[kind].release({
    data: intent,
    result: requestId === undefined ? undefined : { requestId },
    tag,
    resource: { type: 'OS::Nova::Server', id, name: 'web' },
    config: configSchema.parse({ poll_interval: 0.002, lost_answer_wait: 0.01, ...config }),
    context: demo.context,
    signal,
    log,
  });
}
async function pause(session = demo.session) {
  const { requestId } = await session.compute.pauseServer(id);
  await demo.reach(id, 'PAUSED');
  return requestId;
}
async function unpause() {
  await demo.session.compute.unpauseServer(id);
  await demo.reach(id, 'ACTIVE');
}
const metadata = async () => (await demo.session.compute.showServer(id)).metadata;

test('lets a server run that was paused, and takes the tag away', async () => {
  await release(await pause());
  await demo.reach(id, 'ACTIVE');
  expect(await metadata()).toEqual({ a: 'b' });
});

test('lets a server run that was suspended', async () => {
  const { requestId } = await demo.session.compute.suspendServer(id);
  await demo.reach(id, 'SUSPENDED');
  await release(requestId, {}, 'suspended');
  await demo.reach(id, 'ACTIVE');
});

test('lets a server run whose pause is still under way', async () => {
  const slow = await startTestCloud({ delay: { server: 30 } });
  const image = await slow.cloud.seed.image({ name: 'cirros', bytes: Buffer.from('boot') });
  const serverId = await slow.cloud.seed.server({ name: 'web', imageId: image });
  const data = { ...intent, serverId, lastRequestId: await lastRequestId(slow.session, serverId, signal) };
  const { requestId } = await slow.session.compute.pauseServer(serverId);
  await effects.paused.release({
    ...{ data, tag, context: slow.context, signal, log, result: { requestId: requestId ?? '' } },
    resource: { type: 'OS::Nova::Server', id: serverId, name: 'web' },
    config: configSchema.parse({ poll_interval: 0.002 }),
  });
  await slow.reach(serverId, 'ACTIVE');
  await slow.stop();
});

test('lets a server run that was paused although the answer was lost', async () => {
  await pause();
  await release();
  await demo.reach(id, 'ACTIVE');
  expect(await metadata()).toEqual({ a: 'b' });
});

test('waits for a pause whose answer was lost and which may still come', async () => {
  const released = release(undefined, { lost_answer_wait: 60 });
  await demo.session.compute.pauseServer(id);
  await released;
  await demo.reach(id, 'ACTIVE');
});

test('does nothing when the pause was never made, or is undone already', async () => {
  await release();
  expect(await metadata()).toEqual({ a: 'b' });
  expect(await demo.status(id)).toBe('ACTIVE');

  const requestId = await pause();
  await unpause();
  await release(requestId);
  expect(await demo.status(id)).toBe('ACTIVE');
});

test('leaves a server alone that its user paused after ours was undone', async () => {
  const requestId = await pause();
  await release(requestId);
  await pause();
  await release(requestId);
  expect(await demo.status(id)).toBe('PAUSED');
});

test('leaves a server alone that its user resumed and paused again, also when the answer to ours was lost', async () => {
  const requestId = await pause();
  await unpause();
  await pause();
  await release();
  expect(await demo.status(id)).toBe('PAUSED');
  await release(requestId);
  expect(await demo.status(id)).toBe('PAUSED');
});

test('leaves a server alone that somebody else paused after our attempt had failed', async () => {
  await pause(demo.admin);
  await release();
  expect(await demo.status(id)).toBe('PAUSED');
  expect(await metadata()).toEqual({ a: 'b' });
});

test('leaves a server alone that was paused while our tag was not on it', async () => {
  await demo.session.compute.deleteServerMetadataKey(id, freezeKey);
  await pause();
  await release();
  expect(await demo.status(id)).toBe('PAUSED');
});

test("does not take another one's tag away", async () => {
  await demo.session.compute.setServerMetadata(id, { [freezeKey]: 'karbor-other' });
  await release('req-unknown');
  expect(await metadata()).toMatchObject({ [freezeKey]: 'karbor-other' });
});

test('is fine when the server is gone', async () => {
  const requestId = await pause();
  await demo.session.compute.deleteServer(id);
  await demo.cloud.settled();
  await release(requestId);
  await release();
});

const unpauseCall = { service: 'compute', method: 'POST', path: /\/action$/ } as const;

test.each([
  ['refused for now', { kind: 'status', status: 409 }],
  ['answered with an error', { kind: 'status', status: 503 }],
  ['lost on its way', { kind: 'drop', when: 'before' }],
  ['lost on its way back', { kind: 'drop', when: 'after' }],
  ['not done in the end', { kind: 'error-state' }],
] as const)('asks again when the resumption is %s', async (_what, fault) => {
  const requestId = await pause();
  demo.cloud.faults.add({ ...unpauseCall, effect: fault });
  await release(requestId);
  await demo.reach(id, 'ACTIVE');
});

test('fails in the end when Nova does not let the server run', async () => {
  const requestId = await pause();
  demo.cloud.faults.add({ ...unpauseCall, effect: { kind: 'status', status: 409, message: 'Not now' }, count: 'forever' });
  await expect(release(requestId, { state_timeout: 0.05 })).rejects.toMatchObject({ code: 'KARBOR_POLL_TIMEOUT' });
  expect(await metadata()).toMatchObject({ [freezeKey]: tag });
});

test('goes by the tag where the user may not read the action log', async () => {
  const requestId = await pause();
  demo.cloud.faults.add({
    ...{ service: 'compute', path: /os-instance-actions/, count: 'forever' },
    effect: { kind: 'status', status: 403 },
  });
  await release(requestId);
  await demo.reach(id, 'ACTIVE');

  await pause();
  await release(requestId);
  expect(await demo.status(id)).toBe('PAUSED');
});

test('waits longer while Nova makes an image of the server, which it lets run for nobody until then', async () => {
  const requestId = await pause();
  const letGo = demo.cloud.holdTransitions();
  const { imageId: made } = await demo.session.compute.createServerImage(id, { name: 'large' });
  const released = release(requestId, { state_timeout: 2, image_timeout: 60 });
  setTimeout(letGo, 2500);
  await released;
  await demo.reach(id, 'ACTIVE');
  await demo.session.image.deleteImage(made);
});

test('does not wait for that image when Nova does not answer', async () => {
  const requestId = await pause();
  demo.cloud.faults.add({ service: 'compute', effect: { kind: 'status', status: 503 }, count: 'forever' });
  await expect(release(requestId, { state_timeout: 0.05 })).rejects.toMatchObject({ code: 'KARBOR_POLL_TIMEOUT' });
});
