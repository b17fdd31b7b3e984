import { collect } from '@karbor/openstack';
import type { Server, Session, Volume } from '@karbor/openstack';
import { attach } from '@karbor/openstack-cloud';
import type { Cloud } from '@karbor/openstack-cloud';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Makers } from './cloud/makers.js';
import { placeOfWorker, sessionOf } from './cloud/place.js';
import type { Place } from './cloud/place.js';
import { listing } from './cloud/things.js';
import { wipe } from './cloud/wipe.js';
import { Operator } from './karbor/operator.js';
import type { BankKind } from './karbor/provider-file.js';

/** What a file of tests works with; to be read in tests and hooks only. */
export interface Life {
  readonly place: Place;
  /** An ordinary user, and his things. */
  readonly session: Session;
  /** An administrator, for what a user may not do. */
  readonly admin: Session;
  readonly make: Makers;
  /** Who has the `karbor` command. */
  readonly operator: Operator;
  readonly cloud: Cloud;
  /** All that the project has. */
  listing(): Promise<readonly string[]>;
  /** The one volume, or server, of a name. */
  volumeNamed(name: string): Promise<Volume>;
  serverNamed(name: string): Promise<Server>;
}

type Opened = Omit<Life, 'listing' | 'volumeNamed' | 'serverNamed'>;

/**
 * A project of a real cloud for the tests of a file. After each test all checkpoints are deleted, by Karbor; then nothing of
 * Karbor's may be left in the project or in the bank, also where the test has failed. All else is removed.
 */
export function life({ bank = 'folder' }: { readonly bank?: BankKind } = {}): Life {
  let opened: Opened | undefined;
  const open = (): Opened => {
    if (!opened) throw new Error('The cloud is open in tests and hooks only.');
    return opened;
  };

  beforeAll(async () => {
    const place = placeOfWorker();
    const [session, admin] = await Promise.all([sessionOf(place), sessionOf(place, 'admin')]);
    const atFirst = await listing({ session, admin });
    if (atFirst.length > 0) throw new Error(`The project ${place.account} must be empty, and has: ${atFirst.join('; ')}`);
    const operator = await Operator.start(place, bank);
    const cloud = attach({ stateDir: place.stateDir });
    opened = { place, session, admin, operator, make: new Makers(session), cloud };
  });

  afterEach(async () => {
    const { operator, session } = open();
    try {
      await operator.endRuns();
      await operator.configure();
      const undeleted = await operator.deleteCheckpoints();
      const left = (await listing(open())).filter(isKarbors);
      expect({ undeleted, left, bank: await operator.bankObjects(session) }).toEqual({ undeleted: [], left: [], bank: [] });
    } finally {
      await wipe(open());
    }
  });

  afterAll(async () => {
    if (!opened) return;
    const { operator, session, admin } = opened;
    await operator.end(session);
    await Promise.all([session.close(), admin.close()]);
  });

  const theOnly = <T>(name: string, found: readonly T[]): T => {
    const [one, ...others] = found;
    if (one === undefined || others.length > 0) throw new Error(`There are ${found.length} of the name ${name}.`);
    return one;
  };
  return {
    get place() {
      return open().place;
    },
    get session() {
      return open().session;
    },
    get admin() {
      return open().admin;
    },
    get make() {
      return open().make;
    },
    get operator() {
      return open().operator;
    },
    get cloud() {
      return open().cloud;
    },
    listing: () => listing(open()),
    volumeNamed: async (name) => theOnly(name, (await collect(open().session.volume.listVolumes())).filter((one) => one.name === name)),
    serverNamed: async (name) => theOnly(name, (await collect(open().session.compute.listServers())).filter((one) => one.name === name)),
  };
}

/** Whether it can only be there because of Karbor: no test makes a snapshot or backup, or lets a server stand still. */
const isKarbors = (thing: string): boolean =>
  /^(snapshot|backup|group snapshot|object) /.test(thing) || /\bkarbor[-_]/.test(thing) || /^server .* (PAUSED|SUSPENDED),/.test(thing);
