import { describe, expect, test } from 'vitest';
import { bytesOf } from '../cloud/bytes.js';
import { imageKey, volumeKey, volumeType } from '../karbor/resource-names.js';
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
    expect(code).not.toBe(0);
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
  expect(err).toMatch(new RegExp(`${bad.id}[^]*error`));
  expect(await it.listing()).toEqual(before);
  expect(await operator.newest()).toMatchObject({ status: 'error' });
});

test('a quota that is exceeded makes a restore fail, which leaves nothing', async () => {
  const { operator, make, session } = it;
  const { volume } = session;
  const small = await make.volume('small');
  const id = await operator.protect([volumeKey(small)], { [volumeType]: { protect_mode: 'snapshot' } });
  const { maxTotalVolumes, totalVolumesUsed } = await volume.showLimits();
  const room = (maxTotalVolumes ?? 0) - (totalVolumesUsed ?? 0);
  await Promise.all(Array.from({ length: room }, (_, index) => make.volume(`filler-${index}`)));
  const before = await it.listing();
  const { code, err } = await operator.start('restore', id).ended;
  expect(code).toBe(1);
  expect(err).toMatch(/quota|exceed/i);
  expect(await it.listing()).toEqual(before);
  expect(await operator.newest()).toMatchObject({ id, status: 'available' });
  // It can be restored when there is room again.
  await make.removeVolumes([(await it.volumeNamed('filler-0')).id]);
  await operator.restore(id, { [volumeType]: { restore_name: 'restored' } });
  expect(await it.volumeNamed('restored')).toMatchObject({ status: 'available' });
  await operator.delete(id);
});
