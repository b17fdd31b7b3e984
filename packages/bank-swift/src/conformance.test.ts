import { setTimeout as delay } from 'node:timers/promises';
import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud } from '@karbor/devcloud';
import { bankConformance } from '@karbor/plugin-sdk/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startLateListings } from './late-listings.fixture.js';
import { keystoneSettings, openBank } from './open-bank.fixture.js';
import type { Settings } from './open-bank.fixture.js';
import { startStrictListings } from './strict-listings.fixture.js';
import { startTempAuth } from './temp-auth.fixture.js';

/** How a bank is reached, and what ends it. */
interface Way {
  readonly settings: Settings;
  close(): Promise<void>;
}

/** Lists late, and not much at once. */
async function startPoorListings(cloud: Devcloud): Promise<Way> {
  const late = await startLateListings(cloud, () => delay(50));
  const strict = await startStrictListings(late.url, 20);
  return {
    settings: { ...keystoneSettings(cloud), swift_endpoint: `${strict.url}/object-store/v1/AUTH_%(project_id)s` },
    close: async () => {
      await strict.close();
      await late.close();
    },
  };
}

const ways: Readonly<Record<string, (cloud: Devcloud) => Promise<Way>>> = {
  'a Swift with Keystone': (cloud) => Promise.resolve({ settings: keystoneSettings(cloud), close: () => Promise.resolve() }),
  'a Swift with TempAuth': startTempAuth,
  'a Swift that lists late, and little at once': startPoorListings,
};

describe.each(Object.entries(ways))('%s', (_name, open) => {
  let cloud: Devcloud;
  let way: Way;
  let number = 0;
  beforeAll(async () => {
    cloud = await startDevcloud({ requestLogLimit: 1 });
    way = await open(cloud);
  });
  afterAll(async () => {
    await way.close();
    await cloud.stop();
  });
  const openContainer = () => openBank({ ...way.settings, bank_swift_object_container: `bank ${number}` });
  const create = () => {
    number += 1;
    return openContainer();
  };
  bankConformance({ describe, test, create, reopen: openContainer, pageSize: 20 });
});
