import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudContext } from '../../cloud/cloud-context.js';
import { mountLoopFileSystem } from '../../machine/loop-file-system.js';
import { addressAnswers, portAnswers } from '../answers.js';
import type { Service, ServiceProcess } from '../service.js';

const storage = { account: 'swiftAccount', container: 'swiftContainer', object: 'swiftObject' } as const;
type Kind = keyof typeof storage;
const kinds = Object.keys(storage) as Kind[];
const GIBIBYTE = 2 ** 30;

/** Object storage, with one copy of everything. */
export const swift: Service = {
  name: 'swift',
  packages: ['swift', 'swift-proxy', 'swift-account', 'swift-container', 'swift-object'],
  templates: ['swift.conf', 'proxy-server.conf', ...kinds.map((kind) => `${kind}-server.conf`)],
  hasUser: true,
  catalog: ({ address }) => [{ name: 'swift', type: 'object-store', url: `${address('swift')}/v1/AUTH_%(tenant_id)s` }],

  async prepare(cloud) {
    const folder = ringFolder(cloud);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await Promise.all(kinds.map((kind) => buildRing(cloud, kind)));
  },

  async beforeStart(cloud) {
    const { folders } = cloud;
    for (const kind of kinds) await copyFile(join(ringFolder(cloud), `${kind}.ring.gz`), join(folders.etc, 'swift', `${kind}.ring.gz`));
    await mkdir(join(folders.var, 'swift', 'cache'), { recursive: true });
    await mountLoopFileSystem({
      image: join(folders.var, 'swift', 'disk.img'),
      point: join(folders.var, 'swift', 'disk', 'sdb1'),
      size: 20 * GIBIBYTE,
      // Metadata lies in extended attributes, for which a plain ext4 has less than 4 kB.
      features: 'ea_inode,^has_journal',
      inodeSize: 512,
    });
  },

  processes: (cloud) => [
    ...kinds.map((kind) => serverOf(cloud, kind)),
    updaterOf(cloud, 'container'),
    updaterOf(cloud, 'object'),
    {
      name: 'swift-proxy',
      command: ['swift-proxy-server', join(cloud.folders.etc, 'swift', 'proxy-server.conf'), '-v'],
      needs: ['keystone', ...kinds.map((kind) => `swift-${kind}`)],
      answers: () => addressAnswers(`${cloud.address('swift')}/healthcheck`),
    },
  ],
};

const ringFolder = ({ folders }: CloudContext): string => join(folders.prepared, 'swift');

async function buildRing(cloud: CloudContext, kind: Kind): Promise<void> {
  const builder = join(ringFolder(cloud), `${kind}.builder`);
  const build = (...args: string[]) => cloud.run(`swift-ring-${kind}`, ['swift-ring-builder', builder, ...args]);
  await build('create', '4', '1', '1');
  await build('add', `r1z1-127.0.0.1:${cloud.record.ports[storage[kind]]}/sdb1`, '1');
  await build('rebalance');
}

const serverOf = ({ folders, record: { ports } }: CloudContext, kind: Kind): ServiceProcess => ({
  name: `swift-${kind}`,
  command: [`swift-${kind}-server`, join(folders.etc, 'swift', `${kind}-server.conf`), '-v'],
  needs: ['memcached'],
  answers: () => portAnswers(ports[storage[kind]]),
});

const updaterOf = ({ folders }: CloudContext, kind: Kind): ServiceProcess => ({
  name: `swift-${kind}-updater`,
  command: [`swift-${kind}-updater`, join(folders.etc, 'swift', `${kind}-server.conf`), '-v'],
  needs: [`swift-${kind}`],
  // It serves nobody.
  answers: () => Promise.resolve(true),
});
