import { randomBytes } from '@karbor/demo';
import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud } from '@karbor/devcloud';
import { connect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { cloudConfig } from './cloud-config.js';
import { Guest } from './guest.js';

/** A cloud with a server that runs, and one that its user has paused. */
export interface SmallCloud {
  readonly cloud: Devcloud;
  readonly projectId: string;
  /** Boots from an image and has two volumes: one was made from that image, the other is stored in three chunks. */
  readonly serverId: string;
  /** Is paused, and boots from a volume. */
  readonly pausedId: string;
  /** Runs in the server. */
  readonly guest: Guest;
  /** Of the user to whom all of it belongs. */
  readonly session: Session;
  stop(): Promise<void>;
}

const gigabyte = 64 * 1024;
/** In "GB": a little more than two chunks. */
const largeSize = 130;

/** Its disks hold 64 KiB per "GB". */
export async function startSmallCloud(): Promise<SmallCloud> {
  const cloud = await startDevcloud({ volumeBytesPerGigabyte: gigabyte, delay: 1 });
  const { seed } = cloud;
  const imageId = await seed.image({ name: 'debian', bytes: randomBytes(1, gigabyte / 2) });
  const logId = await seed.volume({ name: 'db-log', imageId, bootable: true });
  const dataId = await seed.volume({ name: 'db-data', size: largeSize, bytes: randomBytes(2, largeSize * gigabyte) });
  const restId = await seed.volume({ name: 'rest-boot', bytes: randomBytes(3, gigabyte), bootable: true });
  const serverId = await seed.server({ name: 'db', imageId, volumeIds: [logId, dataId], flavor: 'm1.nano' });
  const pausedId = await seed.server({ name: 'resting', bootVolumeId: restId, flavor: 'm1.nano' });
  const guest = new Guest(cloud, serverId);
  for (const one of [guest, new Guest(cloud, pausedId)]) await one.start();
  const session = connect(cloudConfig(cloud, cloud.url));
  await session.compute.pauseServer(pausedId);
  await cloud.settled();
  return {
    ...{ cloud, projectId: cloud.project('demo').id, serverId, pausedId, guest, session },
    stop: async () => {
      await session.close();
      await cloud.stop();
    },
  };
}
