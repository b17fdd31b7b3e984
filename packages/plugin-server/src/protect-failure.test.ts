import { collect } from '@karbor/openstack';
import type { ComputeClient } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { lifeOf, withBefore, withBeforeCall, withCalls } from './server-life.fixture.js';
import { ServerToProtect } from './server-to-protect.fixture.js';

const server = new ServerToProtect();
const pauseCall = { service: 'compute', method: 'POST', path: /action$/ } as const;

test('a server that is gone is named', async () => {
  const life = await lifeOf(server.demo, server.web);
  await server.demo.session.compute.deleteServer(server.web);
  await server.demo.cloud.settled();
  await expect(life.protect()).rejects.toMatchObject({
    code: 'KARBOR_RESOURCE_NOT_FOUND',
    message: `Server "web" (${server.web}) is not there any more: it was deleted. Leave it out of the plan.`,
  });
});

test('a server that is deleted while it is protected is named, and its image goes', async () => {
  const plugin = withBefore('onPrepareFinish', async () => {
    await server.demo.session.compute.deleteServer(server.web);
    await server.demo.cloud.settled();
  });
  const life = await lifeOf(server.demo, server.web, { plugin });
  await expect(life.protect()).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND' });
  expect(life.outstandingEffects).toEqual([]);
  expect(server.demo.cloud.inventory().images).toHaveLength(1);
});

test.each(['listVolumeAttachments', 'setServerMetadata', 'pauseServer', 'createServerImage'] as const)(
  'a server that is deleted before %s is named, and nothing is left',
  async (call) => {
    const interrupted = withBeforeCall(server.demo, call, async () => {
      await server.demo.session.compute.deleteServer(server.web);
      await server.demo.cloud.settled();
    });
    const life = await lifeOf(interrupted, server.web);
    await expect(life.protect()).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND' });
    expect(life.outstandingEffects).toEqual([]);
    expect(server.demo.cloud.inventory().images).toHaveLength(1);
  },
);

test('somebody resumes the server before all is captured', async () => {
  const plugin = withBefore('onPrepareFinish', async () => {
    await server.demo.session.compute.unpauseServer(server.web);
    await server.demo.cloud.settled();
  });
  const life = await lifeOf(server.demo, server.web, { plugin });
  await expect(life.protect()).rejects.toMatchObject({ code: 'KARBOR_SERVER_THAWED' });
  await server.expectAsBefore();
});

test('a server that core has let run, because its time was up, is captured as it runs', async () => {
  const life = await lifeOf(server.demo, server.web);
  await life.protect({}, { overdueBefore: 'onPrepareFinish' });
  expect(await server.acts()).toEqual(['pause', 'unpause', 'createImage']);
  // It has not stood still while its disks were captured.
  expect(life.savedInfo).toMatchObject({ frozen: null, rootDisk: {} });
  expect(life.outstandingEffects).toEqual([]);
  await server.expectAsBefore();
});

test('a locked server cannot be paused', async () => {
  await server.demo.session.request('compute', { method: 'POST', path: `/servers/${server.web}/action`, json: { lock: null } });
  const life = await lifeOf(server.demo, server.web);
  await expect(life.protect()).rejects.toMatchObject({
    code: 'KARBOR_SERVER_STATE',
    message: expect.stringContaining('is locked') as unknown,
  });
  expect(life.outstandingEffects).toEqual([]);
  await server.expectAsBefore();
  await life.protect({ quiesce: 'none' });
});

test('somebody pauses the server just before Karbor does, and it stays so', async () => {
  const interrupted = withBeforeCall(server.demo, 'pauseServer', async () => {
    await server.demo.session.compute.pauseServer(server.web);
    await server.demo.reach(server.web, 'PAUSED');
  });
  const life = await lifeOf(interrupted, server.web);
  await life.protect();
  expect(await server.acts()).toEqual(['pause', 'createImage']);
  expect(life.savedInfo).toMatchObject({ frozen: null });
  await server.expectAsBefore('PAUSED');
});

test('a pause is asked for again that is refused for the moment', async () => {
  server.demo.cloud.faults.add({ ...pauseCall, effect: { kind: 'status', status: 409, message: 'Not just now.' } });
  const life = await lifeOf(server.demo, server.web);
  await life.protect();
  expect(await server.acts()).toEqual(['pause', 'createImage', 'unpause']);
  await server.expectAsBefore();
});

test('a pause is undone whose answer is lost', async () => {
  server.demo.cloud.faults.add({ ...pauseCall, effect: { kind: 'drop', when: 'after' } });
  const life = await lifeOf(server.demo, server.web);
  await expect(life.protect()).rejects.toMatchObject({ code: 'OPENSTACK_CONNECTION' });
  expect(await server.acts()).toEqual(['pause', 'unpause']);
  await server.expectAsBefore();
});

test('the user may not read the action log: the server is paused and resumed all the same', async () => {
  server.demo.cloud.faults.add({
    ...{ service: 'compute', path: /os-instance-actions/, count: 'forever' },
    effect: { kind: 'status', status: 403 },
  });
  const life = await lifeOf(server.demo, server.web);
  await life.protect();
  server.demo.cloud.faults.clear();
  expect(await server.acts()).toEqual(['pause', 'createImage', 'unpause']);
  await server.expectAsBefore();
});

test('a pause is not made in the end', async () => {
  server.demo.cloud.faults.add({ ...pauseCall, effect: { kind: 'error-state' } });
  const life = await lifeOf(server.demo, server.web);
  await expect(life.protect()).rejects.toMatchObject({
    code: 'KARBOR_POLL_FAILED',
    message: expect.stringContaining('"ACTIVE" instead of PAUSED') as unknown,
  });
  await server.expectAsBefore();
});

test('a user pauses the server after our attempt has failed, and it stays so', async () => {
  server.demo.cloud.faults.add({ ...pauseCall, effect: { kind: 'status', status: 500 } });
  const life = await lifeOf(server.demo, server.web);
  await expect(life.protect()).rejects.toMatchObject({ code: 'KARBOR_NOT_MADE' });
  await server.demo.session.compute.pauseServer(server.web);
  await server.expectAsBefore('PAUSED');
});

test('Nova gives the image of the root disk up', async () => {
  server.demo.cloud.faults.add({ ...{ service: 'compute', method: 'POST', nth: 3 }, effect: { kind: 'error-state' } });
  const life = await lifeOf(server.demo, server.web);
  await expect(life.protect()).rejects.toMatchObject({ code: 'KARBOR_POLL_FAILED' });
  await server.expectAsBefore();
});

test('Nova is given the time that an image of the root disk may take before the server is to run again', async () => {
  const { session } = server.demo;
  let isBegun = false;
  const calls: Partial<ComputeClient> = {
    createServerImage: async (...args) => {
      isBegun = true;
      return session.compute.createServerImage(...args);
    },
    // It is being sent for ever.
    showServer: async (...args) => {
      const one = await session.compute.showServer(...args);
      return isBegun ? { ...one, 'OS-EXT-STS:task_state': 'image_uploading' } : one;
    },
  };
  const life = await lifeOf(withCalls(server.demo, calls), server.web, { config: { image_timeout: 0.5 } });
  const late = { code: 'KARBOR_POLL_TIMEOUT', message: expect.stringContaining('of whose root disk Nova makes an image') as unknown };
  await expect(life.protect()).rejects.toMatchObject({ errors: [late, { code: 'KARBOR_RELEASE_FAILED' }] });
});

test('the bytes that come are not those of the image', async () => {
  const plugin = withBefore('onMain', async () => {
    const temporary = server.demo.cloud.inventory().images.find(({ id }) => id !== server.imageId);
    server.demo.cloud.faults.add({
      ...{ service: 'image', method: 'GET', path: new RegExp(`${temporary?.id ?? ''}/file`) },
      effect: { kind: 'status', status: 200 },
    });
  });
  const life = await lifeOf(server.demo, server.web, { plugin });
  await expect(life.protect()).rejects.toMatchObject({ code: 'KARBOR_IMAGE_CHECKSUM' });
  expect(await collect(life.section.listObjects())).toEqual([]);
  await server.expectAsBefore();
});

test.each([
  { effect: 1, when: 'intended' },
  { effect: 1, when: 'made' },
  { effect: 1, when: 'recorded' },
  { effect: 2, when: 'made' },
  { effect: 2, when: 'recorded' },
  { after: 'onPrepareBegin' },
  { after: 'onMain' },
] as const)('nothing is left, and the server runs, when the operation ends there: %j', async (fail) => {
  const life = await lifeOf(server.demo, server.web);
  await expect(life.protect({}, { fail })).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
  expect(life.outstandingEffects).toEqual([]);
  await server.expectAsBefore();
});

test.each([
  ['compute', { kind: 'status', status: 500 }],
  ['compute', { kind: 'drop', when: 'after' }],
  ['image', { kind: 'status', status: 500 }],
  ['image', { kind: 'drop', when: 'before' }],
] as const)('nothing is left, and the server runs, whichever call of %s fails: %j', async (service, effect) => {
  const { cloud } = server.demo;
  const life = await lifeOf(server.demo, server.web);
  const before = cloud.requests.count({ service });
  await life.protect();
  const calls = cloud.requests.count({ service }) - before;
  let failures = 0;
  for (let nth = 1; nth <= calls; nth += 1) {
    // Twice, for the session tries a call twice where that is safe.
    cloud.faults.add({ service, nth, count: 2, effect });
    await life.protect().catch(() => (failures += 1));
    cloud.faults.clear();
    expect(life.outstandingEffects, `call ${nth}`).toEqual([]);
    await server.expectAsBefore();
  }
  // Some calls only look at a state: they are made again.
  expect(failures).toBeGreaterThan(0);
});
