import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf } from '../cloud/bytes.js';
import { imageKey, serverKey, volumeKey, volumeType } from '../karbor/resource-names.js';
import { life } from '../life.js';

const it = life();

describe('a wrong password', () => {
  test('of the cloud', async () => {
    const { operator } = it;
    await operator.configure({ auth: { ...operator.settings.auth, password: 'another-secret' } });
    const { code, out, err } = await operator.start('protect', '--project', '--debug').ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/401[^\n]*\[OPENSTACK_AUTHENTICATION_FAILED\]/);
    expect(err).not.toContain('another-secret');
  });

  test('of the bank in Swift', async () => {
    const { operator, make } = it;
    const image = await make.image('small', bytesOf('small', 1));
    const before = await it.listing();
    const { auth } = operator.settings;
    await operator.write(
      'providers.d/nightly.conf',
      `[provider]
name = Nightly backups
id = nightly
bank = @karbor/bank-swift
plugin = @karbor/plugin-image

[swift_client]
swift_auth_url = ${auth['auth_url'] ?? ''}
swift_user = ${auth['username'] ?? ''}
swift_key = another-secret
swift_tenant_name = ${auth['project_name'] ?? ''}
`,
    );
    const { code, err } = await operator.start('protect', '--resource', imageKey(image), '--debug').ended;
    expect(code).toBe(1);
    expect(err).toContain('(KARBOR_BANK_ACCESS_DENIED)');
    expect(err).not.toContain('another-secret');
    expect(await it.listing()).toEqual(before);
  });
});

test('a volume that is in error cannot be protected, and the others of the operation leave nothing either', async () => {
  const { operator, make, admin } = it;
  const [good, bad] = [await make.volume('good'), await make.volume('bad')];
  // A user cannot put a volume into this state on purpose.
  await admin.request('volume', { method: 'POST', path: `/volumes/${bad.id}/action`, json: { 'os-reset_status': { status: 'error' } } });
  const before = await it.listing();
  const { code, err } = await operator.start(...(await operator.protectArguments([good, bad].map(volumeKey)))).ended;
  expect(code).toBe(1);
  expect(err).toContain(`(${bad.id}) is in state "error": only one that is available or in use can be protected.`);
  expect(await it.listing()).toEqual(before);
  expect(await operator.newest()).toMatchObject({ status: 'error' });
});

describe('a volume that is encrypted', () => {
  let typeId = '';
  const asAdmin = (path: string, json: unknown) => it.admin.request<{ volume_type: { id: string } }>('volume', { method: 'POST', path, json });
  beforeAll(async () => {
    const { body } = await asAdmin('/types', { volume_type: { name: `encrypted-${it.place.account}` } });
    typeId = body.volume_type.id;
    const encryption = { provider: 'luks', cipher: 'aes-xts-plain64', key_size: 256, control_location: 'front-end' };
    await asAdmin(`/types/${typeId}/encryption`, { encryption });
  });
  afterAll(() => it.admin.request('volume', { method: 'DELETE', path: `/types/${typeId}` }));

  // Of such volumes, this cloud's driver can make no snapshots.
  test('is refused where its bytes would go without their key', async () => {
    const { operator, make } = it;
    const secret = await make.volume('secret', { volume_type: typeId });
    expect(secret).toMatchObject({ encrypted: true });
    const before = await it.listing();
    const { code, err } = await operator.start(...(await operator.protectArguments([volumeKey(secret)], { [volumeType]: { protect_mode: 'image' } }))).ended;
    expect(code).toBe(1);
    expect(err).toContain(`(${secret.id}) is encrypted, and protect_mode "image" would store its encrypted bytes without their key.`);
    expect(await it.listing()).toEqual(before);
  });
});

describe('a quota that is exceeded makes a restore fail, which leaves nothing of what was restored already', () => {
  test('when there is room for one of two volumes', async () => {
    const { operator, make, session } = it;
    const { volume } = session;
    const volumes = [await make.volume('one'), await make.volume('other')];
    const id = await operator.protect(volumes.map(volumeKey), { [volumeType]: { protect_mode: 'snapshot' } });
    const { maxTotalVolumes, totalVolumesUsed } = await volume.showLimits();
    const room = (maxTotalVolumes ?? 0) - (totalVolumesUsed ?? 0);
    await Promise.all(Array.from({ length: room - 1 }, (_, index) => make.volume(`filler-${index}`)));
    const before = await it.listing();
    const { code, err } = await operator.start('restore', id).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/VolumeLimitExceeded: Maximum number of volumes allowed/);
    expect(await it.listing()).toEqual(before);
    expect(await operator.newest()).toMatchObject({ id, status: 'available' });
    // It can be restored when there is room again.
    await make.removeVolumes([(await it.volumeNamed('filler-0')).id]);
    await operator.restore(id, { [volumeType]: { restore_name: 'restored' } });
    expect((await it.listing()).filter((thing) => thing.startsWith('volume restored available'))).toHaveLength(2);
    await operator.delete(id);
  });

  test('when there is room for the volume of a server, but not for the server', async () => {
    const { operator, make, session, admin } = it;
    const quotaSet = `/os-quota-sets/${await session.projectId()}`;
    const { id: imageId } = await make.image('origin', bytesOf('origin', 4));
    const data = await make.volume('data');
    const server = await make.server({ name: 'web', imageId, volumeIds: [data.id] });
    const id = await operator.protect([serverKey(server)], { [volumeType]: { protect_mode: 'snapshot' } });
    await make.removeServer(server.id);
    const before = await it.listing();
    await admin.request('compute', { method: 'PUT', path: quotaSet, json: { quota_set: { instances: 0 } } });
    try {
      const { code, err } = await operator.start('restore', id).ended;
      expect(code).toBe(1);
      expect(err).toMatch(/Quota exceeded for instances/);
      expect(await it.listing()).toEqual(before);
    } finally {
      await admin.request('compute', { method: 'DELETE', path: quotaSet });
    }
    await operator.restore(id);
    expect(await it.serverNamed('web')).toMatchObject({ status: 'ACTIVE' });
    await operator.delete(id);
  });
});
