import { collect } from '@karbor/openstack';
import type { Backup, Session } from '@karbor/openstack';

/** All backups of a volume that the project has, whoever made them. */
export async function backupsOfVolume({ volume }: Session, volumeId: string, signal: AbortSignal): Promise<Backup[]> {
  const backups = await collect(volume.listBackups({ filters: { volume_id: volumeId }, signal }));
  return backups.filter(({ volume_id }) => volume_id === volumeId);
}
