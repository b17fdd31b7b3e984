import { orAbsent } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { volumeType } from '../resource-types.js';
import type { ServerDescription } from '../saved-info.js';

/** The states in which Nova makes an image of a server's disk. */
const capturable = ['ACTIVE', 'PAUSED', 'SUSPENDED', 'SHUTOFF'];

/**
 * Refuses what could not be restored, and tells what is left out.
 * @throws KarborError `KARBOR_SERVER_STATE`, `KARBOR_BOOT_SOURCE_GONE`
 */
export async function checkServer(args: Protect, session: Session, server: ServerDescription): Promise<void> {
  refuseShelved(args, server);
  checkVolumes(args, server);
  warnOfLocalDisks(args, server);
  await checkRootDisk(args, session, server);
}

function refuseShelved({ resource }: Protect, { status, volumes }: ServerDescription): void {
  if (status !== 'SHELVED_OFFLOADED' || volumes.length === 0) return;
  const what = `Server ${nameAndId(resource)} is shelved, and Cinder keeps its volumes reserved for it: unshelve it, then protect it.`;
  throw new KarborError('KARBOR_SERVER_STATE', what, { details: { server: resource.id, state: status } });
}

/** A provider without a plugin for volumes protects none of them. */
function checkVolumes(args: Protect, { boot, volumes }: ServerDescription): void {
  const { resource, checkpoint, log } = args;
  const what = `Server ${nameAndId(resource)}`;
  const protectedIds = checkpoint.graph.children(resource).flatMap(({ type, id }) => (type === volumeType ? [id] : []));
  if (boot.from === 'volume' && boot.volumeId === '') {
    throw bootSourceGone(args, `${what} has neither a boot image nor a volume to boot from, so there is nothing to restore it from.`);
  }
  if (boot.from === 'volume' && !protectedIds.includes(boot.volumeId)) {
    throw bootSourceGone(
      args,
      `${what} boots from volume ${boot.volumeId}, which is not protected with it, so that it could not be restored: have @karbor/plugin-volume in the provider file, and the volume in this project.`,
    );
  }
  const missing = volumes.map(({ volumeId }) => volumeId).filter((id) => !protectedIds.includes(id));
  if (missing.length > 0) log.warn(`${what} is protected without its volumes ${missing.join(', ')}, which take no part in it.`, { volumes: missing });
}

function warnOfLocalDisks({ resource, log }: Protect, { flavor: { ephemeral = 0, swap = 0 } }: ServerDescription): void {
  const disks = [...(ephemeral > 0 ? [`an ephemeral disk of ${ephemeral} GiB`] : []), ...(swap > 0 ? [`a swap disk of ${swap} MiB`] : [])];
  if (disks.length > 0) log.warn(`Server ${nameAndId(resource)} has ${disks.join(' and ')}: what is on it is not protected.`, { ephemeral, swap });
}

async function checkRootDisk(args: Protect, session: Session, { boot, status }: ServerDescription): Promise<void> {
  const { resource, parameters, signal } = args;
  const what = `Server ${nameAndId(resource)}`;
  if (boot.from === 'volume') return;
  if (parameters.root_disk === 'image') {
    const image = await orAbsent(session.image.showImage(boot.imageId, { signal }));
    if (image?.status === 'active') return;
    throw bootSourceGone(args, `${what} cannot be restored from its boot image ${boot.imageId}, which is gone or not active: set root_disk to "snapshot".`);
  }
  if (capturable.includes(status)) return;
  throw new KarborError(
    'KARBOR_SERVER_STATE',
    `${what} is in state "${status}", in which Nova makes no image of its root disk: bring it to ${capturable.join(', ')}, or set root_disk to "image".`,
    { details: { server: resource.id, state: status } },
  );
}

function bootSourceGone({ resource }: Protect, message: string): KarborError {
  return new KarborError('KARBOR_BOOT_SOURCE_GONE', message, { details: { server: resource.id } });
}
