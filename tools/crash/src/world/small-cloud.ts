import { randomBytes } from '@karbor/demo';
import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud } from '@karbor/devcloud';
import { connect } from '@karbor/openstack';
import { cloudConfig } from './cloud-config.js';

/** A cloud with a server of two volumes, and one that its user has paused. */
export interface SmallCloud {
  readonly cloud: Devcloud;
  readonly projectId: string;
  /** Boots from a volume that was made from an image, and has another. */
  readonly serverId: string;
  /** Is paused, and boots from a volume. */
  readonly pausedId: string;
}

const gigabyte = 64 * 1024;

/** Its disks hold 64 KiB per "GB". */
export async function startSmallCloud(): Promise<SmallCloud> {
  const cloud = await startDevcloud({ volumeBytesPerGigabyte: gigabyte, delay: 1 });
  const { seed, disks } = cloud;
  const imageId = await seed.image({ name: 'debian', bytes: randomBytes(1, gigabyte / 2) });
  const bootId = await seed.volume({ name: 'db-boot', imageId, bootable: true });
  const dataId = await seed.volume({ name: 'db-data', size: 2, bytes: randomBytes(2, 2 * gigabyte) });
  const restId = await seed.volume({ name: 'rest-boot', bytes: randomBytes(3, gigabyte), bootable: true });
  const serverId = await seed.server({ name: 'db', bootVolumeId: bootId, volumeIds: [dataId], flavor: 'm1.nano' });
  const pausedId = await seed.server({ name: 'resting', bootVolumeId: restId, flavor: 'm1.nano' });
  await disks.write({ volumeId: bootId }, gigabyte / 2, randomBytes(4, gigabyte / 2));
  const session = connect(cloudConfig(cloud, cloud.url));
  await session.compute.pauseServer(pausedId).finally(() => session.close());
  await cloud.settled();
  return { cloud, projectId: cloud.project('demo').id, serverId, pausedId };
}
