import { randomBytes } from 'node:crypto';
import type { CloudConfig, Session } from '@karbor/openstack';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { sweep } from './leftovers.fixture.js';
import { makers } from './makers.fixture.js';
import type { Makers } from './makers.fixture.js';
import { Trail } from './trail.fixture.js';
import { openCloud, sessionOf } from './under-test.fixture.js';
import type { Account, CloudUnderTest } from './under-test.fixture.js';

/** What a file of facts works with; to be read in tests and hooks only. */
export interface Contract {
  readonly cloud: CloudUnderTest;
  /** An ordinary user: whatever can be done as `demo` is done so. */
  readonly demo: Session;
  readonly alt: Session;
  readonly admin: Session;
  /** Makes things that are removed after the test, or after the file when they are made in `beforeAll`. */
  readonly make: Makers;
  /** One more session, that differs so from the account's own; it is closed with the others. */
  session(account: Account, different: Partial<CloudConfig>): Promise<Session>;
  /** Not given twice, not in another run either; it begins with the file's own prefix. */
  name(what?: string): string;
  /** Has something done after the test (or the file), with `make`'s removals. */
  after(remove: () => Promise<unknown>, gone?: () => Promise<void>): void;
}

/** Opens the cloud for the facts of a file, and proves at its end that they have left nothing in it. */
export function contract(): Contract {
  const prefix = `contract-${randomBytes(4).toString('hex')}`;
  const ofFile = new Trail();
  let trail = ofFile;
  let count = 0;
  let cloud: CloudUnderTest;
  const sessions = new Map<Account, Session>();
  const further: Session[] = [];
  const session = (account: Account): Session => {
    const one = sessions.get(account);
    if (one === undefined) throw new Error('The cloud is open in tests and hooks only');
    return one;
  };

  beforeAll(async () => {
    cloud = await openCloud();
    for (const account of ['admin', 'demo', 'alt'] as const)
      sessions.set(account, sessionOf(await cloud.config(account)));
  });
  beforeEach(() => {
    trail = new Trail();
  });
  afterEach(async () => {
    const ofTest = trail;
    trail = ofFile;
    await ofTest.clear();
  });
  afterAll(async () => {
    try {
      await ofFile.clear();
      expect(await sweep([session('demo'), session('alt')], prefix)).toEqual([]);
    } finally {
      for (const one of [...sessions.values(), ...further]) await one.close();
      await cloud.stop();
    }
  });

  const self: Contract = {
    get cloud() {
      return cloud;
    },
    get demo() {
      return session('demo');
    },
    get alt() {
      return session('alt');
    },
    get admin() {
      return session('admin');
    },
    get make() {
      return makers(
        session('demo'),
        () => self.name(),
        (remove, gone) => trail.add(remove, gone)
      );
    },
    session: async (account, different) => {
      const one = sessionOf({ ...(await cloud.config(account)), ...different });
      further.push(one);
      return one;
    },
    name: (what = 'thing') => `${prefix}-${(count += 1)}-${what}`,
    after: (remove, gone = () => Promise.resolve()) => trail.add(remove, gone),
  };
  return self;
}
