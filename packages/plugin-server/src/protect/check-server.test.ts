import { beforeAll, expect, test } from 'vitest';
import { lifeOf } from '../server-life.fixture.js';
import { ServerToProtect } from '../server-to-protect.fixture.js';

const server = new ServerToProtect();
let rootId: string;

beforeAll(async () => {
  rootId = await server.demo.cloud.seed.volume({ name: 'root', imageId: server.imageId, bootable: true });
});

const fromVolume = () => server.demo.cloud.seed.server({ name: 'database', bootVolumeId: rootId });
async function act(id: string, name: string, status: string): Promise<void> {
  await server.demo.session.request('compute', { method: 'POST', path: `/servers/${id}/action`, json: { [name]: null } });
  await server.demo.reach(id, status);
}

test('a server is refused whose boot volume is not protected with it', async () => {
  const life = await lifeOf(server.demo, await fromVolume(), { volumeIds: [] });
  await expect(life.protect()).rejects.toMatchObject({
    code: 'KARBOR_BOOT_SOURCE_GONE',
    message: expect.stringContaining(`boots from volume ${rootId}, which is not protected with it`) as unknown,
  });
});

test('data volumes that are not protected with the server are named', async () => {
  const life = await lifeOf(server.demo, server.web, { volumeIds: server.volumeIds.slice(1) });
  await life.protect();
  expect(life.warnings).toEqual([`Server "web" (${server.web}) is protected without its volumes ${server.volumeIds[0] ?? ''}, which take no part in it.`]);
});

test('a shelved server with volumes is refused, one without is protected by its image', async () => {
  const id = await fromVolume();
  await act(id, 'shelve', 'SHELVED_OFFLOADED');
  const life = await lifeOf(server.demo, id);
  await expect(life.protect()).rejects.toMatchObject({
    code: 'KARBOR_SERVER_STATE',
    message: expect.stringContaining('unshelve it') as unknown,
  });
  const plain = await server.demo.cloud.seed.server({ name: 'plain', imageId: server.imageId });
  await act(plain, 'shelve', 'SHELVED_OFFLOADED');
  await (await lifeOf(server.demo, plain)).protect({ root_disk: 'image' });
});

test('ephemeral and swap disks are said to be left out', async () => {
  const { admin, cloud } = server.demo;
  const flavor = { id: '99', name: 'with more', ram: 64, disk: 1, vcpus: 1, swap: 512, 'OS-FLV-EXT-DATA:ephemeral': 10 };
  await admin.request('compute', { method: 'POST', path: '/flavors', json: { flavor } });
  const id = await cloud.seed.server({ name: 'more', imageId: server.imageId, flavor: 'with more' });
  const life = await lifeOf(server.demo, id);
  await life.protect();
  expect(life.warnings).toEqual([
    `Server "more" (${id}) has an ephemeral disk of 10 GiB and a swap disk of 512 MiB: what is on it is not protected.`,
  ]);
  expect(life.savedInfo).toMatchObject({ server: { flavor: { ephemeral: 10, swap: 512 } } });
});

test('a server that runs in a state in which it cannot be paused is refused if it is to be, else this is said', async () => {
  await act(server.web, 'rescue', 'RESCUE');
  const life = await lifeOf(server.demo, server.web);
  await expect(life.protect({ quiesce: 'pause', root_disk: 'image' })).rejects.toMatchObject({
    code: 'KARBOR_SERVER_STATE',
    message: expect.stringContaining('runs in state "RESCUE"') as unknown,
  });
  await life.protect({ root_disk: 'image' });
  expect(life.warnings).toEqual([expect.stringContaining('goes on while its disks are captured') as unknown]);
  await life.protect({ root_disk: 'image', quiesce: 'none' });
  expect(life.warnings).toHaveLength(1);
});
