import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '@karbor/plugin-sdk';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';
import { testVolume, thingsIn } from './test-volume.fixture.js';
import type { TestVolume } from './test-volume.fixture.js';

let demo: TestCloud;
/** A volume of an encrypted type. */
let secret: TestVolume;

beforeEach(async () => {
  demo = await startTestCloud();
  const admin = demo.connectAs('admin');
  const post = (path: string, json: object) => admin.request<{ volume_type: { id: string } }>('volume', { method: 'POST', path, json });
  for (const name of ['luks', 'gold']) await post('/types', { volume_type: { name } });
  const types = await typeIds();
  await post(`/types/${types['luks']!}/encryption`, { encryption: { provider: 'luks', control_location: 'front-end', cipher: 'aes-xts-plain64', key_size: 256 } });
  await admin.close();
  secret = await testVolume(demo, { name: 'secret', volumeType: 'luks' });
});
afterEach(() => demo.stop());

async function typeIds(): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for await (const { id, name } of demo.session.volume.listVolumeTypes()) ids[name] = id;
  return ids;
}

test('an encrypted volume is refused in image mode, before anything is made', async () => {
  await expect(secret.harness.protect()).rejects.toMatchObject({
    code: 'KARBOR_VOLUME_ENCRYPTED',
    message: expect.stringMatching(`^Volume "secret" \\(${secret.id}\\) is encrypted.*protect_mode "backup" or "snapshot"`) as string,
  });
  expect(secret.harness.reports[0]?.effects).toEqual([]);
});

describe.each(['backup', 'snapshot'])('with protect_mode %s', (protect_mode) => {
  test('an encrypted volume comes back encrypted', async () => {
    await secret.harness.protect({ protect_mode });
    expect(secret.harness.savedInfo).toMatchObject({ volume: { encrypted: true, volumeType: 'luks' } });
    const { newId: volumeId = 'none' } = await secret.harness.restore();
    expect(await demo.session.volume.showVolume(volumeId)).toMatchObject({ encrypted: true, volume_type: 'luks' });
    expect(await demo.cloud.disks.hash({ volumeId })).toBe(await demo.cloud.disks.hash({ volumeId: secret.id }));
    expect(secret.warnings).toEqual([]);
  });
});

test('its backup is not restored into another type, whether mapped or given', async () => {
  await secret.harness.protect({ protect_mode: 'backup' });
  for (const parameters of [{ restore_volume_types: { luks: 'gold' } }, { volume_type: 'gold' }]) {
    await expect(secret.harness.restore(parameters)).rejects.toMatchObject({
      code: 'KARBOR_VOLUME_ENCRYPTED',
      message: expect.stringMatching(/^Volume "secret" .* cannot be restored into type "gold": .* only. Let restore_volume_types keep/) as string,
      details: { volume: secret.id, volumeType: 'gold', expected: 'luks' },
    });
  }
  expect(secret.harness.reports.at(-1)?.effects).toEqual([]);
  const { luks } = await typeIds();
  await expect(secret.harness.restore({ volume_type: 'gold', restore_volume_types: { luks } })).resolves.toMatchObject({ status: 'done' });
});

test("a backup that Cinder could not restore is told with Cinder's words, and nothing is left", async () => {
  await secret.harness.protect({ protect_mode: 'backup' });
  const before = thingsIn(demo);
  // As if it had been encrypted without Karbor's knowledge.
  const text = JSON.stringify(secret.harness.savedInfo).replace('"encrypted":true', '"encrypted":false');
  const harness = secret.anotherHarness(JSON.parse(text) as Json);
  await expect(harness.restore({ volume_type: 'gold' })).rejects.toMatchObject({
    code: 'KARBOR_POLL_FAILED',
    message: expect.stringMatching(
      /^The volume that is restored from "secret" .* is in state "error_restoring" instead of available: restore backup:Backup driver failed to restore backup/,
    ) as string,
  });
  expect(thingsIn(demo)).toEqual(before);
});
