import { setTimeout as delay } from 'node:timers/promises';
import { connect, isOpenStackError } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { bankConformance } from '@karbor/plugin-sdk/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { cloudOf } from './configuration/cloud.js';
import { configSchema } from './configuration/config-schema.js';
import { openBank } from './open-bank.fixture.js';
import type { Settings } from './open-bank.fixture.js';

/*
 * The same on any Swift: KARBOR_TEST_SWIFT_AUTH_URL, _USER, _KEY, … are swift_auth_url, swift_user, swift_key, … and
 * KARBOR_TEST_SWIFT_OS_CLOUD is os_cloud. KARBOR_TEST_SWIFT_PAGE_SIZE is how many names it lists at once.
 */
const prefix = 'KARBOR_TEST_SWIFT_';
const { [`${prefix}OS_CLOUD`]: cloud, [`${prefix}PAGE_SIZE`]: pageSize = '10000', ...others } = process.env;
const settings: Settings = {
  swift_retry_backoff: '0.25',
  swift_settle_time: '0.2',
  ...(cloud !== undefined && { os_cloud: cloud }),
  ...Object.fromEntries(
    Object.entries(others).flatMap(([name, value]) =>
      name.startsWith(prefix) && value !== undefined ? [[`swift_${name.slice(prefix.length).toLowerCase()}`, value]] : [],
    ),
  ),
};
const isGiven = 'os_cloud' in settings || 'swift_auth_url' in settings;
// A cloud was brought up for this: nobody would see that it is not used.
if (!isGiven && process.env['KARBOR_TEST_CLOUD_STATE'] !== undefined)
  throw new Error(`There is a cloud for tests (KARBOR_TEST_CLOUD_STATE), but neither ${prefix}OS_CLOUD nor ${prefix}AUTH_URL.`);

describe.skipIf(!isGiven)('the Swift that KARBOR_TEST_SWIFT_… tells of', () => {
  const run = `${Date.now()}-${process.pid}`;
  let session: Session;
  let number = 0;
  beforeAll(async () => {
    session = connect(await cloudOf(configSchema.parse(settings)));
  });
  afterAll(() => session.close());

  const containerName = () => `karbor test ${run} ${number}`;
  const openContainer = () => openBank({ ...settings, bank_swift_object_container: containerName() });
  const create = () => {
    number += 1;
    return openContainer();
  };
  const destroy = () => deleteContainer(session, containerName());
  bankConformance({ describe, test, create, reopen: openContainer, destroy, pageSize: Number(pageSize), timeoutMs: 900_000 });
});

/** A container counts as empty only after it was told of all deletions. */
async function deleteContainer({ objectStore }: Session, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await objectStore.deleteContainer(name);
      return;
    } catch (error) {
      if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return;
      if (!isOpenStackError(error, 'OPENSTACK_CONFLICT') || attempt === 60) throw error;
    }
    await delay(1000);
  }
}
