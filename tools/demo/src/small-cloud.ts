import type { Devcloud } from '@karbor/devcloud';
import { ext4FileSystem } from './ext4-file-system.js';
import { randomBytes } from './random-bytes.js';

/**
 * Makes two servers in the project `demo`: `web` boots from an image, `db` from a volume made of that image. `web` has
 * one more volume and `db` has one more; the volumes are full, of a real file system where mke2fs is installed.
 */
export async function makeSmallCloud(cloud: Devcloud, bytesPerVolume: number): Promise<void> {
  const imageId = await cloud.seed.image({ name: 'debian', bytes: randomBytes(1, 8 * 2 ** 20) });
  const bootVolumeId = await cloud.seed.volume({ name: 'db-boot', imageId, bootable: true });
  const dataVolumeId = await cloud.seed.volume({ name: 'db-data', bytes: randomBytes(2, bytesPerVolume) });
  const fileSystem = (await ext4FileSystem(bytesPerVolume)) ?? randomBytes(3, bytesPerVolume);
  const webVolumeId = await cloud.seed.volume({ name: 'web-data', bytes: fileSystem, metadata: { purpose: 'uploads' } });
  const db = { name: 'db', bootVolumeId, volumeIds: [dataVolumeId], properties: { metadata: { role: 'database' } } };
  await cloud.seed.server(db);
  const serverId = await cloud.seed.server({ name: 'web', imageId, volumeIds: [webVolumeId] });
  // What happened since the boot: these disks differ from their image.
  await cloud.disks.write({ serverId }, 2 ** 20, randomBytes(4, 4 * 2 ** 20));
  await cloud.disks.write({ volumeId: bootVolumeId }, 2 ** 20, randomBytes(5, bytesPerVolume - 2 ** 20));
}
