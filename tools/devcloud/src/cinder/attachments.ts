import { randomUUID } from 'node:crypto';
import { Problem } from '../http/problem.js';
import type { Cloud } from '../state/cloud.js';
import type { AttachmentRecord, VolumeRecord } from './records.js';
import { attachmentsOf, setVolume } from './volumes.js';

/** The volume is `reserved` for a server from now on. */
export const reserveVolume = (
  cloud: Cloud,
  volume: VolumeRecord,
  serverId: string | null,
  device: string | null,
): AttachmentRecord => {
  if (volume.status !== 'available')
    throw new Problem(
      400,
      `Invalid volume: Volume ${volume.id} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
    );
  setVolume(cloud, volume, { status: 'reserved' });
  return cloud.tables.attachments.insert({
    id: randomUUID(),
    projectId: volume.projectId,
    volumeId: volume.id,
    serverId,
    status: 'reserved',
    device,
    attachedAt: null,
    connected: false,
  });
};

/** The volume is `in-use`. */
export const completeAttachment = (cloud: Cloud, attachment: AttachmentRecord): void => {
  cloud.tables.attachments.save(attachment, { status: 'attached', connected: true, attachedAt: cloud.now() });
  const volume = cloud.tables.volumes.get(attachment.volumeId);
  if (volume !== undefined) setVolume(cloud, volume, { status: 'in-use' });
};

/** The volume is `reserved` again: its server is on no host any more, and Cinder shows no attachment. */
export const reserveAgain = (cloud: Cloud, attachment: AttachmentRecord): void => {
  cloud.tables.attachments.save(attachment, { status: 'reserved', connected: false, attachedAt: null });
  const volume = cloud.tables.volumes.get(attachment.volumeId);
  if (volume !== undefined) setVolume(cloud, volume, { status: 'reserved' });
};

/** The volume is `available` again when this was its last attachment. */
export const removeAttachment = (cloud: Cloud, attachment: AttachmentRecord): void => {
  cloud.tables.attachments.delete(attachment.id);
  const volume = cloud.tables.volumes.get(attachment.volumeId);
  if (volume !== undefined && attachmentsOf(cloud, volume.id).length === 0 && volume.status !== 'deleting')
    setVolume(cloud, volume, { status: 'available' });
};
