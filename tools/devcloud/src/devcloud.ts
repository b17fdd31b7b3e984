import { join } from 'node:path';
import { Accounts } from './accounts.js';
import { createAdmin } from './admin/admin.js';
import type { Devcloud } from './api/devcloud.js';
import type { DevcloudOptions } from './api/options.js';
import { createCinder } from './cinder/cinder.js';
import { DiskAccess } from './disk-access.js';
import { FaultList } from './faults/fault-list.js';
import { createGlance } from './glance/glance.js';
import { startGuestWriter } from './guest/guest-writer.js';
import { Listener } from './http/listener.js';
import { BoundedRequestLog } from './http/request-log.js';
import { takeInventory } from './inventory.js';
import { createKeystone } from './keystone/keystone.js';
import { equipWithNetworks } from './neutron/first-networks.js';
import { createNeutron } from './neutron/neutron.js';
import { firstFlavors, insertFlavor } from './nova/flavor-routes.js';
import { createNova } from './nova/nova.js';
import { createSeed } from './seed/seed.js';
import type { Cloud } from './state/cloud.js';
import { ensureAccounts } from './state/first-start.js';
import { RecordFiles } from './state/record-files.js';
import { recover } from './state/recovery.js';
import { createTables, everyTable } from './state/tables.js';
import { createSwift } from './swift/swift.js';
import { Transitions } from './state/transitions.js';
import { FolderBlobStore } from './storage/folder-blob-store.js';
import { MemoryBlobStore } from './storage/memory-blob-store.js';
import { Turns } from './storage/turns.js';

const mebibyte = 1024 * 1024;

interface OpenCloud extends Cloud {
  url: string;
}

const openCloud = async (options: DevcloudOptions): Promise<{ cloud: OpenCloud; flush: () => Promise<void> }> => {
  const { folder } = options;
  const files = folder === undefined ? undefined : new RecordFiles(join(folder, 'records'));
  const flush = async (): Promise<void> => files?.flush();
  const tables = createTables(files ?? { changed: () => undefined });
  if (files !== undefined) for (const table of everyTable(tables)) await files.attach(table);
  const cloud: OpenCloud = {
    tables,
    blobs: folder === undefined ? new MemoryBlobStore() : await FolderBlobStore.open(join(folder, 'disks')),
    transitions: new Transitions(options.delay, flush),
    guestTurns: new Turns(),
    now: options.clock ?? Date.now,
    url: '',
    gigabyte: options.volumeBytesPerGigabyte ?? mebibyte,
    zones: options.zones ?? ['nova'],
    clones: options.clones ?? false,
    computeMinor: Number((options.computeMicroversion ?? '2.93').slice(2)),
    tokenLifetime: options.tokenLifetime ?? 14_400,
  };
  recover(cloud);
  ensureAccounts(
    cloud,
    options.projects ?? [{ name: 'demo' }, { name: 'alt' }],
    options.password ?? 'devcloud',
    (project, index) => equipWithNetworks(cloud, project, index),
  );
  if (tables.flavors.all().length === 0) for (const flavor of firstFlavors) insertFlavor(cloud, flavor);
  await flush();
  return { cloud, flush };
};

/** Starts a cloud; rejects when the port is taken or the folder cannot be used. */
export const startDevcloud = async (options: DevcloudOptions = {}): Promise<Devcloud> => {
  const { cloud, flush } = await openCloud(options);
  const faults = new FaultList();
  const requests = new BoundedRequestLog(options.requestLogLimit ?? 10_000, () => cloud.now());
  const accounts = new Accounts(cloud);
  const disks = new DiskAccess(cloud);
  const inventory = (projectId?: string): ReturnType<typeof takeInventory> => takeInventory(cloud, projectId);
  const settled = (): Promise<void> => cloud.transitions.settled();
  const cloudsYaml = (): string => accounts.cloudsYaml();
  const listener = new Listener({
    services: [
      createKeystone(cloud),
      createGlance(cloud),
      createCinder(cloud),
      createNova(cloud),
      createNeutron(cloud),
      createSwift(cloud),
      createAdmin({ faults, requests, disks, inventory, settled, cloudsYaml }),
    ],
    faults,
    log: requests,
    beforeAnswer: flush,
  });
  const port = await listener.listen(options.port ?? 0);
  cloud.url = `http://127.0.0.1:${port}`;
  const writers = new Set<() => Promise<void>>();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([...writers].map((end) => end()));
    await listener.close();
    await cloud.transitions.stop();
    await flush();
  };
  return {
    url: cloud.url,
    authUrl: accounts.authUrl,
    projects: accounts.projects,
    users: accounts.users,
    project: (name) => accounts.project(name),
    cloudConfig: (name) => accounts.cloudConfig(name),
    cloudsYaml,
    faults,
    requests,
    disks,
    seed: createSeed(cloud, accounts, disks),
    inventory,
    settled,
    holdTransitions: () => cloud.transitions.hold(),
    startGuestWriter: (writerOptions) => {
      const writer = startGuestWriter(disks, writerOptions);
      writers.add(() => writer.stop());
      return writer;
    },
    stop: () => (stopped ??= stop()),
  };
};
