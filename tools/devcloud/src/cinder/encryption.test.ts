import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, type Received } from '../testing/client.fixture.js';

let cloud: Devcloud;
let demo: Client;
let admin: Client;
let typeId: string;
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: 64 * 1024, delay: 1 });
  demo = await Client.open(cloud);
  admin = await Client.open(cloud, 'admin');
  typeId = (await admin.post('volume', '/types', { volume_type: { name: 'luks' } })).text('volume_type.id');
});
afterAll(() => cloud.stop());

const specs = { provider: 'luks', control_location: 'front-end', cipher: 'aes-xts-plain64', key_size: 256 };
const encrypt = (as: Client, id: string): Promise<Received> =>
  as.post('volume', `/types/${id}/encryption`, { encryption: specs });
const showVolume = async (id: string): Promise<unknown> => (await demo.get('volume', `/volumes/${id}`)).at('volume');

it('lets an administrator encrypt a volume type that is not in use yet', async () => {
  expect((await admin.get('volume', `/types/${typeId}/encryption`)).body).toEqual({});
  expect((await encrypt(demo, typeId)).status).toBe(403);
  expect((await encrypt(admin, 'none')).status).toBe(404);
  expect((await encrypt(admin, typeId)).body).toEqual({ encryption: specs });
  expect((await admin.get('volume', `/types/${typeId}/encryption`)).body).toMatchObject({ ...specs, volume_type_id: typeId });
  expect((await encrypt(admin, typeId)).at('badRequest.message')).toContain('already exists');
  await cloud.seed.volume({ name: 'plain' });
  expect((await encrypt(admin, '__DEFAULT__')).at('badRequest.message')).toContain('Volume type in use');
});

it('has encrypted volumes of that type, and restores their backups into no other', async () => {
  const origin = await cloud.seed.volume({ name: 'secret', volumeType: 'luks' });
  const others = await cloud.seed.volume({ name: 'others' });
  const same = await cloud.seed.volume({ name: 'same', volumeType: typeId });
  expect(await showVolume(origin)).toMatchObject({ encrypted: true, volume_type: 'luks' });
  expect(await showVolume(others)).toMatchObject({ encrypted: false });
  const backup = (await demo.post('volume', '/backups', { backup: { volume_id: origin } })).text('backup.id');
  await cloud.settled();
  const restore = async (volumeId: string): Promise<unknown> => {
    await demo.post('volume', `/backups/${backup}/restore`, { restore: { volume_id: volumeId } });
    await cloud.settled();
    return showVolume(volumeId);
  };
  expect(await restore(same)).toMatchObject({ status: 'available', encrypted: true });
  expect(await restore(others)).toMatchObject({ status: 'error_restoring' });
  expect((await demo.get('volume', `/backups/${backup}`)).at('backup')).toMatchObject({ status: 'available', fail_reason: null });
});

it('tells the project, and nobody else, of a backup that could not be restored', async () => {
  const origin = await cloud.seed.volume({ name: 'data' });
  const backup = (await demo.post('volume', '/backups', { backup: { volume_id: origin } })).text('backup.id');
  await cloud.settled();
  cloud.faults.add({ service: 'volume', method: 'POST', path: /restore$/, effect: { kind: 'error-state' } });
  await demo.post('volume', `/backups/${backup}/restore`, { restore: {} });
  await cloud.settled();
  const messages = (as: Client): Promise<Received> =>
    as.get('volume', `/messages?resource_uuid=${backup}`, { headers: { 'OpenStack-API-Version': 'volume 3.5' } });
  expect((await messages(demo)).at('messages')).toMatchObject([
    {
      user_message: 'restore backup:Backup driver failed to restore backup.',
      resource_type: 'VOLUME_BACKUP',
      resource_uuid: backup,
    },
  ]);
  expect((await messages(await Client.open(cloud, 'alt'))).at('messages')).toEqual([]);
});
