import { orAbsent } from '@karbor/openstack';
import type { Server, Session, VolumeAttachment } from '@karbor/openstack';
import type { SavedVolume } from '../saved-info.js';
import { bootImageOf } from './boot-image.js';

/** The volumes of a server, in the order of their devices. */
export async function describeVolumes(session: Session, server: Server, signal: AbortSignal): Promise<SavedVolume[]> {
  // From 2.79 an attachment tells whether its volume goes with the server.
  const microversion = await session.negotiateMicroversion('compute', '2.79', { signal });
  const attachments = await session.compute.listVolumeAttachments(server.id, { microversion, signal });
  const sorted = attachments.toSorted((a, b) => compareDevices(a.device, b.device));
  const boot = bootImageOf(server) === undefined ? await bootAttachment(session, sorted, server, signal) : undefined;
  return sorted.map((attachment) => ({
    volumeId: attachment.volumeId,
    device: attachment.device,
    boot: attachment === boot,
    deleteOnTermination: attachment.delete_on_termination ?? false,
  }));
}

/** Only administrators are told the root device; for others it is the first one whose volume can be booted from. */
async function bootAttachment(
  { volume }: Session,
  sorted: readonly VolumeAttachment[],
  server: Server,
  signal: AbortSignal,
): Promise<VolumeAttachment | undefined> {
  const root = server['OS-EXT-SRV-ATTR:root_device_name'] ?? undefined;
  const told = sorted.find(({ device }) => root !== undefined && device === root);
  if (told || sorted.length < 2) return told ?? sorted[0];
  for (const attachment of sorted) {
    const found = await orAbsent(volume.showVolume(attachment.volumeId, { signal }));
    if (found?.bootable === 'true') return attachment;
  }
  return sorted[0];
}

/** `/dev/vdz` comes before `/dev/vdaa`; what has no device comes last. */
export function compareDevices(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
