import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client } from '../testing/client.fixture.js';

let cloud: Devcloud;
let demo: Client;
beforeAll(async () => {
  cloud = await startDevcloud({ volumeBytesPerGigabyte: 64 * 1024, delay: 1, clones: true });
  demo = await Client.open(cloud);
});
afterAll(() => cloud.stop());

const removeVolume = async (id: string): Promise<void> => {
  await demo.delete('volume', `/volumes/${id}`);
  await cloud.settled();
};

it('keeps an image as long as there is a volume that was made of it', async () => {
  const imageId = await cloud.seed.image({ name: 'base', bytes: Buffer.from('base') });
  const volumeId = await cloud.seed.volume({ name: 'clone', imageId });
  const refused = await demo.delete('image', `/images/${imageId}`);
  expect([refused.status, String(refused.body)]).toEqual([409, expect.stringContaining('is in use through the backend store')]);
  await removeVolume(volumeId);
  expect((await demo.delete('image', `/images/${imageId}`)).status).toBe(204);
});

it('begins to delete a snapshot that a volume was made of, and comes back to available', async () => {
  const origin = await cloud.seed.volume({ name: 'origin' });
  const snapshot = (await demo.post('volume', '/snapshots', { snapshot: { volume_id: origin } })).text('snapshot.id');
  await cloud.settled();
  const clone = (await demo.post('volume', '/volumes', { volume: { snapshot_id: snapshot } })).text('volume.id');
  await cloud.settled();
  const status = async (): Promise<unknown> => (await demo.get('volume', `/snapshots/${snapshot}`)).at('snapshot.status');
  const remove = async (): Promise<number> => (await demo.delete('volume', `/snapshots/${snapshot}`)).status;
  const letGo = cloud.holdTransitions();
  expect([await remove(), await status()]).toEqual([202, 'deleting']);
  letGo();
  await cloud.settled();
  expect(await status()).toBe('available');
  await removeVolume(clone);
  expect(await remove()).toBe(202);
  await cloud.settled();
  expect(await status()).toBeUndefined();
});
