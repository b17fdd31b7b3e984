import { randomBytes } from '@karbor/demo';
import type { Devcloud } from '@karbor/devcloud';

/** What `makeSmallProject` has made. */
export interface SmallProject {
  readonly imageId: string;
  readonly webId: string;
  readonly webDataId: string;
  readonly dbId: string;
  readonly dbBootId: string;
  readonly dbDataId: string;
}

const mebibyte = 2 ** 20;

/**
 * Makes in the project `demo`: `web`, which boots from an image and has one more volume, and `db`, which boots from a
 * volume and has one more. Every disk holds other bytes than what it was made of.
 */
export async function makeSmallProject(cloud: Devcloud): Promise<SmallProject> {
  const { seed, disks } = cloud;
  const imageId = await seed.image({ name: 'debian', bytes: randomBytes(1, mebibyte / 2), properties: { os_distro: 'debian' } });
  const dbBootId = await seed.volume({ name: 'db-boot', imageId, bootable: true });
  const dbDataId = await seed.volume({ name: 'db-data', size: 2, bytes: randomBytes(2, 2 * mebibyte) });
  const webDataId = await seed.volume({ name: 'web-data', bytes: randomBytes(3, mebibyte), metadata: { purpose: 'uploads' } });
  const dbId = await seed.server({
    ...{ name: 'db', bootVolumeId: dbBootId, volumeIds: [dbDataId] },
    properties: { metadata: { role: 'database' } },
  });
  const webId = await seed.server({ name: 'web', imageId, volumeIds: [webDataId] });
  await disks.write({ serverId: webId }, mebibyte / 2, randomBytes(4, mebibyte / 2));
  await disks.write({ volumeId: dbBootId }, mebibyte / 2, randomBytes(5, mebibyte / 2));
  return { imageId, webId, webDataId, dbId, dbBootId, dbDataId };
}
