import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud } from '@karbor/devcloud';
import { connect } from '@karbor/openstack';
import type { ObjectStoreClient } from '@karbor/openstack';
import type { BankPlugin, Logger } from '@karbor/plugin-sdk';
import { cloudOf } from './configuration/cloud.js';
import { configSchema } from './configuration/config-schema.js';
import { startFront } from './front.fixture.js';
import type { Handle } from './front.fixture.js';
import { keystoneSettings, openBank } from './open-bank.fixture.js';
import type { Settings } from './open-bank.fixture.js';

/** The Swift of an embedded cloud, and banks that are closed with it. */
export interface TestSwift {
  readonly cloud: Devcloud;
  /** Of the project `demo`, as `AUTH_…`. */
  readonly account: string;
  /** Its Swift, without a bank. */
  readonly store: ObjectStoreClient;
  bank(settings?: Settings, log?: Logger): Promise<BankPlugin>;
  /** A bank that reaches Swift through a front. */
  bankBehind(handle: Handle, settings?: Settings): Promise<BankPlugin>;
  /** What Swift was asked so far: `PUT /karbor/key`. */
  calls(): readonly string[];
  /** The containers and objects that there are: `karbor`, `karbor/key`. */
  contents(): readonly string[];
  close(): Promise<void>;
}

export async function startTestSwift(): Promise<TestSwift> {
  const cloud = await startDevcloud();
  const account = `AUTH_${cloud.project('demo').id}`;
  const session = connect(await cloudOf(configSchema.parse(keystoneSettings(cloud))));
  const closers: (() => Promise<void> | undefined)[] = [() => session.close()];
  const bank: TestSwift['bank'] = async (settings = {}, log) => {
    const opened = await openBank({ ...keystoneSettings(cloud), ...settings }, log);
    closers.unshift(() => opened.close?.());
    return opened;
  };
  return {
    cloud,
    account,
    store: session.objectStore,
    bank,
    bankBehind: async (handle, settings = {}) => {
      const front = await startFront(cloud.url, handle);
      closers.unshift(() => front.close());
      return await bank({ swift_endpoint: `${front.url}/object-store/v1/AUTH_%(project_id)s`, ...settings });
    },
    calls: () =>
      cloud.requests.list({ service: 'object-store' }).map(({ method, path }) => `${method} ${path.replace(`/v1/${account}`, '')}`),
    contents: () => {
      const { containers, objects } = cloud.inventory();
      return [...containers.map(({ name }) => name), ...objects.map((object) => `${object.container}/${object.name}`)].sort();
    },
    close: async () => {
      for (const close of closers) await close();
      await cloud.stop();
    },
  };
}
