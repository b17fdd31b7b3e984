import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Devcloud } from './api/devcloud.js';
import type { DevcloudOptions } from './api/options.js';
import { startDevcloud } from './devcloud.js';
import { Client, request } from './testing/client.fixture.js';

const cleaning: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});
const start = async (options: DevcloudOptions = {}): Promise<Devcloud> => {
  const cloud = await startDevcloud({ delay: 5, ...options });
  cleaning.push(() => cloud.stop());
  return cloud;
};
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'devcloud-'));
  cleaning.push(() => rm(folder, { recursive: true }));
  return folder;
};

/** A little of everything. */
const populate = async (cloud: Devcloud): Promise<{ volume: string; server: string }> => {
  const demo = await Client.open(cloud);
  const image = await cloud.seed.image({ name: 'i', bytes: randomBytes(70_000) });
  const volume = await cloud.seed.volume({ name: 'v', bytes: randomBytes(50_000) });
  const server = await cloud.seed.server({ name: 's', imageId: image, volumeIds: [volume] });
  await demo.post('volume', '/snapshots', { snapshot: { volume_id: volume, force: true } });
  await cloud.settled();
  await demo.post('volume', '/backups', { backup: { volume_id: volume, force: true } });
  await demo.send('PUT', 'object-store', '/box');
  await demo.send('PUT', 'object-store', '/box/a/b', { bytes: Buffer.from('an object') });
  await cloud.settled();
  return { volume, server };
};

describe('a folder', () => {
  it('keeps everything for the next start', async () => {
    const folder = await newFolder();
    const before = await start({ folder });
    const { volume, server } = await populate(before);
    const [inventory, disk, root] = [
      before.inventory(),
      await before.disks.hash({ volumeId: volume }),
      await before.disks.hash({ serverId: server }),
    ];
    const { token } = await Client.open(before);
    await before.stop();
    const after = await start({ folder });
    expect(after.inventory()).toEqual(inventory);
    expect([await after.disks.hash({ volumeId: volume }), await after.disks.hash({ serverId: server })]).toEqual([
      disk,
      root,
    ]);
    expect(after.projects).toEqual(before.projects);
    const url = `${after.url}/object-store/v1/AUTH_${after.project('demo').id}/box/a/b`;
    expect((await request(url, 'GET', { headers: { 'X-Auth-Token': token } })).body).toBe('an object');
    await after.disks.write({ volumeId: volume }, 0, Buffer.from('goes on'));
  });

  it('gives what was under way the state that a restarted service gives it', async () => {
    const folder = await newFolder();
    const before = await start({ folder, delay: 60_000 });
    const demo = await Client.open(before);
    const made = await demo.post('volume', '/volumes', { volume: { size: 1, name: 'never' } });
    expect(made.status).toBe(202);
    await before.stop();
    const after = await start({ folder });
    expect(after.inventory().volumes).toMatchObject([{ name: 'never', status: 'error' }]);
    expect((await (await Client.open(after)).delete('volume', `/volumes/${made.text('volume.id')}`)).status).toBe(202);
    await after.settled();
    expect(after.inventory().volumes).toEqual([]);
  });

  it('stores sparse disks', async () => {
    const folder = await newFolder();
    const cloud = await start({ folder, volumeBytesPerGigabyte: 256 * 1024 ** 2 });
    const volume = await cloud.seed.volume({ name: 'v', bytes: Buffer.from('a few bytes') });
    const demo = await Client.open(cloud);
    await demo.post('volume', '/volumes', { volume: { source_volid: volume } });
    await cloud.settled();
    const copy = cloud.inventory().volumes.at(-1)?.id ?? '';
    const file = await stat(join(folder, 'disks', `volume-${copy}`));
    expect(file.size).toBe(256 * 1024 ** 2);
    expect(file.blocks * 512).toBeLessThan(8 * 1024 ** 2);
    expect((await cloud.disks.read({ volumeId: copy }, 0, 11)).toString()).toBe('a few bytes');
  });
});

describe('memory', () => {
  it('holds a logical gigabyte for the price of what was written', async () => {
    const cloud = await start({ volumeBytesPerGigabyte: 1024 ** 3 });
    const volume = await cloud.seed.volume({ name: 'v', size: 50 });
    await cloud.disks.write({ volumeId: volume }, 49 * 1024 ** 3, Buffer.from('far out'));
    expect((await cloud.disks.read({ volumeId: volume }, 49 * 1024 ** 3, 7)).toString()).toBe('far out');
    expect(await cloud.disks.size({ volumeId: volume })).toBe(50 * 1024 ** 3);
  });
});

describe('what a client needs', () => {
  it('is in the clouds.yaml', async () => {
    const cloud = await start({ projects: [{ name: 'blue', tags: ['t'] }, { name: 'green' }], password: 'secret' });
    const { clouds } = parse(cloud.cloudsYaml()) as { clouds: Record<string, unknown> };
    expect(Object.keys(clouds)).toEqual(['admin', 'blue', 'green']);
    expect(clouds['blue']).toEqual(cloud.cloudConfig('blue'));
    expect(clouds['blue']).toMatchObject({
      auth: { username: 'blue', password: 'secret', project_name: 'blue' },
      region_name: 'RegionOne',
    });
    expect(() => cloud.cloudConfig('red')).toThrow('There is no user red; there are admin, blue, green.');
    expect(() => cloud.project('red')).toThrow('There is no project red');
  });

  it('is offered to another process over HTTP', async () => {
    const cloud = await start();
    const { volume, server } = await populate(cloud);
    const admin = `${cloud.url}/devcloud`;
    expect((await request(`${admin}/inventory?project_id=${cloud.project('demo').id}`, 'GET')).body).toEqual(
      cloud.inventory(cloud.project('demo').id),
    );
    const disk = `${admin}/disks/volumes/${volume}`;
    expect((await request(`${disk}?offset=5`, 'PUT', { bytes: Buffer.from('guest') })).status).toBe(204);
    expect((await request(disk, 'GET', { headers: { Range: 'bytes=5-9' } })).body).toBe('guest');
    expect((await request(`${admin}/disks/servers/${server}/hash`, 'GET')).body).toEqual({
      sha256: await cloud.disks.hash({ serverId: server }),
      size: await cloud.disks.size({ serverId: server }),
    });
    await (await Client.open(cloud)).post('compute', `/servers/${server}/action`, { pause: null });
    expect((await request(`${admin}/settled`, 'POST')).status).toBe(204);
    const frozen = await request(disk, 'PUT', { bytes: Buffer.from('x') });
    expect([frozen.status, frozen.at('error.code')]).toEqual([409, 'GUEST_FROZEN']);
    expect((await request(`${admin}/disks/volumes/none`, 'GET')).status).toBe(404);
    expect((await request(`${admin}/clouds.yaml`, 'GET')).body).toBe(cloud.cloudsYaml());
    expect((await request(`${admin}/requests?service=compute&method=POST`, 'GET')).each('requests', 'path')).toContain(
      '/v2.1/servers',
    );
  });

  it('says what went wrong with a seed', async () => {
    const cloud = await start();
    await expect(cloud.seed.server({ name: 's', imageId: 'none' })).rejects.toMatchObject({
      code: 'SEED_FAILED',
      message: expect.stringContaining('Can not find requested image') as string,
    });
  });
});

describe('the request log', () => {
  it('is bounded and counts on', async () => {
    const cloud = await start({ requestLogLimit: 3 });
    const demo = await Client.open(cloud);
    for (let call = 0; call < 9; call += 1) await demo.get('network', '/networks');
    expect(cloud.requests.total).toBe(10);
    expect(cloud.requests.list().map(({ index }) => index)).toEqual([8, 9, 10]);
    expect(cloud.requests.list().at(-1)).toMatchObject({
      service: 'network',
      method: 'GET',
      path: '/v2.0/networks',
      status: 200,
      projectId: demo.projectId,
    });
    expect(JSON.stringify(cloud.requests.list())).not.toContain(demo.token);
    cloud.requests.clear();
    expect(cloud.requests.count()).toBe(0);
  });
});

it('stops at once, also with work under way and a client that hangs', async () => {
  const cloud = await start({ delay: 60_000 });
  const demo = await Client.open(cloud);
  await demo.post('volume', '/volumes', { volume: { size: 1 } });
  cloud.faults.add({ effect: { kind: 'hang' } });
  const hanging = demo.get('network', '/networks').catch(() => 'broken');
  await expect.poll(() => cloud.requests.count({ service: 'network' })).toBe(1);
  await Promise.all([cloud.stop(), cloud.stop()]);
  expect(await hanging).toBe('broken');
  await expect(fetch(cloud.url)).rejects.toThrow();
});

it('answers 404 outside its services', async () => {
  const cloud = await start();
  expect((await request(`${cloud.url}/imagery/v2`, 'GET')).status).toBe(404);
  expect((await request(`${cloud.url}/network/v2.0/nothing`, 'GET')).status).toBe(401);
  const demo = await Client.open(cloud);
  expect((await demo.get('network', '/nothing')).status).toBe(404);
  expect((await demo.send('PATCH', 'volume', '/volumes')).status).toBe(405);
  expect((await demo.get('compute', '/servers/%E0%A4%A')).status).toBe(400);
});
