import { beforeEach, expect, test } from 'vitest';
import { lifeOf } from './server-life.fixture.js';
import type { ServerLife } from './server-life.fixture.js';
import { ServerToProtect } from './server-to-protect.fixture.js';

const server = new ServerToProtect();
let newId: string;
let life: ServerLife;

beforeEach(async () => {
  const { cloud, session } = server.demo;
  newId = await cloud.seed.volume({ name: 'new data' });
  life = await lifeOf(server.demo, server.web, {
    mapping: { [`OS::Cinder::Volume#${server.volumeIds[0] ?? ''}`]: newId },
    volumeIds: server.volumeIds.slice(0, 1),
  });
  await life.protect({ quiesce: 'none' });
  await session.compute.deleteServer(server.web);
  await cloud.settled();
});

/** What there is, but for what changes by itself. */
const inventory = () => {
  const { servers, volumes, images, ports } = server.demo.cloud.inventory();
  return { servers, volumes: volumes.map(({ id, status }) => [id, status]), images: images.map(({ id }) => id), ports };
};
const serverCreation = { service: 'compute', method: 'POST', path: /servers$/ } as const;

test('a server that Nova cannot build is an error with its reason, and it goes', async () => {
  const before = inventory();
  server.demo.cloud.faults.add({ ...serverCreation, effect: { kind: 'error-state' } });
  await expect(life.restore()).rejects.toMatchObject({
    code: 'KARBOR_SERVER_FAILED',
    message: expect.stringContaining('No valid host was found') as unknown,
  });
  expect(inventory()).toEqual(before);
});

test("a quota that is used up is an error with Nova's words", async () => {
  const effect = { kind: 'status', status: 403, message: 'Quota exceeded for instances: Requested 1, but already used 10' } as const;
  server.demo.cloud.faults.add({ ...serverCreation, effect });
  await expect(life.restore()).rejects.toThrow('Quota exceeded for instances');
  expect(life.outstandingEffects).toEqual([]);
});

test('a server whose creation was answered although the answer is lost goes', async () => {
  const before = inventory();
  server.demo.cloud.faults.add({ ...serverCreation, effect: { kind: 'drop', when: 'after' } });
  await expect(life.restore()).rejects.toMatchObject({ code: 'OPENSTACK_CONNECTION' });
  expect(inventory()).toEqual(before);
});

test('an upload whose answer is lost is found complete by the hash of the image', async () => {
  const upload = { service: 'image', method: 'PUT', path: /file$/ } as const;
  server.demo.cloud.faults.add({ ...upload, effect: { kind: 'drop', when: 'after' } });
  await life.restore();
  server.demo.cloud.faults.add({ ...upload, effect: { kind: 'drop', when: 'before' } });
  await expect(life.restore()).rejects.toMatchObject({ code: 'OPENSTACK_CONNECTION' });
});

test('an image that is not what was sent is an error', async () => {
  const saved = life.savedInfo as { rootDisk: { hashes: { value: string }[] } };
  const [hash, ...others] = saved.rootDisk.hashes;
  saved.rootDisk.hashes = [{ ...hash!, value: '0'.repeat(128) }, ...others];
  await expect(life.restore()).rejects.toMatchObject({ code: 'KARBOR_IMAGE_CHECKSUM' });
  expect(life.outstandingEffects).toEqual([]);
});

test('an image stays, and this is said, that the new disk depends on', async () => {
  const effect = { kind: 'status', status: 409, message: 'Image is in use.' } as const;
  server.demo.cloud.faults.add({ ...{ service: 'image', method: 'DELETE' }, effect });
  const { newId: id } = await life.restore();
  expect(await server.demo.status(id ?? '')).toBe('ACTIVE');
  expect(life.warnings.join()).toContain('stays, because the new server\'s disk depends on it');
  const temporary = server.demo.cloud.inventory().images.find(({ id: image }) => image !== server.imageId);
  await server.demo.session.image.deleteImage(temporary?.id ?? '');
});

test('a server that is taken back leaves the volumes that are to go with it later', async () => {
  const { cloud, session } = server.demo;
  const root = await cloud.seed.volume({ name: 'root', imageId: server.imageId, bootable: true });
  const newRoot = await cloud.seed.volume({ name: 'new root', imageId: server.imageId, bootable: true });
  const boot = { boot_index: 0, uuid: root, source_type: 'volume', destination_type: 'volume', delete_on_termination: true };
  const id = await cloud.seed.server({ name: 'database', properties: { block_device_mapping_v2: [boot] } });
  life = await lifeOf(server.demo, id, { mapping: { [`OS::Cinder::Volume#${root}`]: newRoot } });
  await life.protect();
  cloud.faults.add({ ...{ service: 'compute', method: 'DELETE' }, effect: { kind: 'status', status: 400 } });
  await expect(life.restore()).rejects.toMatchObject({ code: 'OPENSTACK_BAD_REQUEST' });
  expect(await session.volume.showVolume(newRoot)).toMatchObject({ status: 'available' });
});

test('a volume that takes part but was not restored is an error', async () => {
  const other = await server.demo.cloud.seed.server({ name: 'other', imageId: server.imageId });
  const { savedInfo } = life;
  const { server: description } = savedInfo as { server: object };
  life = await lifeOf(server.demo, other, {
    savedInfo: { frozen: null, server: { ...description } },
    volumeIds: server.volumeIds.slice(0, 1),
  });
  await expect(life.restore()).rejects.toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND' });
});

test.each([
  { effect: 1, when: 'made' },
  { effect: 1, when: 'recorded' },
  { effect: 2, when: 'intended' },
  { effect: 2, when: 'made' },
  { effect: 2, when: 'recorded' },
  { after: 'onComplete' },
] as const)('nothing is left but the volumes when the operation ends there: %j', async (fail) => {
  const before = inventory();
  await expect(life.restore({}, { fail })).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
  expect(life.outstandingEffects).toEqual([]);
  expect(inventory()).toEqual(before);
});

test.each([
  ['compute', { kind: 'status', status: 500 }],
  ['compute', { kind: 'drop', when: 'after' }],
  ['image', { kind: 'status', status: 503 }],
  ['network', { kind: 'drop', when: 'before' }],
] as const)('nothing is left but the volumes, whichever call of %s fails: %j', async (service, effect) => {
  const { cloud } = server.demo;
  const before = inventory();
  const callsBefore = cloud.requests.count({ service });
  await life.restore();
  const calls = cloud.requests.count({ service }) - callsBefore;
  await removeRestored();
  let failures = 0;
  for (let nth = 1; nth <= calls; nth += 1) {
    // Twice, for the session tries a call twice where that is safe.
    cloud.faults.add({ service, nth, count: 2, effect });
    const isRestored = await life.restore().then(
      () => true,
      () => false,
    );
    cloud.faults.clear();
    failures += Number(!isRestored);
    if (isRestored) await removeRestored();
    expect(life.outstandingEffects, `call ${nth}`).toEqual([]);
    expect(inventory(), `call ${nth}`).toEqual(before);
  }
  expect(failures).toBeGreaterThan(0);
});

async function removeRestored(): Promise<void> {
  const { cloud, admin } = server.demo;
  for (const { id } of cloud.inventory().servers) await admin.compute.deleteServer(id);
  await cloud.settled();
}
