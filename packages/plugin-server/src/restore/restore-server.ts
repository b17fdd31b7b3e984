import { isOpenStackError, orAbsent, sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { isKarborError } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Restore } from '../hook-arguments.js';
import { nameAndId, restoreKey } from '../names.js';
import { serverSettled } from '../server-state.js';
import { createServer } from './create-server.js';
import { newVolumes } from './disks.js';
import type { NewVolume } from './disks.js';
import { isAtLeast } from './microversion.js';
import { takeSeats } from './networks.js';
import type { Seat } from './networks.js';
import { chosenTarget } from './target.js';

/** From here on Nova can be told later that a volume goes with its server. */
const changeableAttachments = '2.85';

/** Makes the server of its restored disks, volumes and networks, and hands it over. */
export async function restoreServer(args: Restore): Promise<void> {
  const { context, mapping, effects, signal } = args;
  const session = sessionFrom(context.auth);
  const microversion = await session.negotiateMicroversion('compute', changeableAttachments, { signal });
  // A server that is taken back must not take its restored volumes with it: they are still wanted for another try.
  const isMarkedLater = isAtLeast(microversion ?? '2.1', changeableAttachments);
  const volumes = newVolumes(args);
  const seats = await takeSeats(args, session, chosenTarget(args).interfaces);
  const id = await createServer(args, session, { volumes, seats, mayGoWithServer: !isMarkedLater });
  await stopAsBefore(args, session, id);
  // Recorded by their ids before their tags are taken off.
  await effects.keep('server');
  await effects.keep('port');
  await namePorts(session, seats, signal);
  await orAbsent(session.compute.deleteServerMetadataKey(id, restoreKey, { signal }));
  if (isMarkedLater) await markVolumes(session, id, volumes, signal);
  mapping.set(id);
  await dropImage(args);
}

/** A server that was shut off is shut off again. Any other is left running. */
async function stopAsBefore({ savedInfo, resource, config, signal }: Restore, session: Session, id: string): Promise<void> {
  if (savedInfo.server.status !== 'SHUTOFF') return;
  await session.compute.stopServer(id, { signal });
  const what = `The server that is restored from ${nameAndId(resource)} (server ${id}), which was asked to stop,`;
  await serverSettled(session, id, what, 'SHUTOFF', waiting(config, 'state_timeout', signal));
}

async function markVolumes(session: Session, serverId: string, volumes: readonly NewVolume[], signal: AbortSignal): Promise<void> {
  for (const { newId } of volumes.filter(({ deleteOnTermination }) => deleteOnTermination)) {
    await session.request('compute', {
      method: 'PUT',
      path: `/servers/${encodeURIComponent(serverId)}/os-volume_attachments/${encodeURIComponent(newId)}`,
      json: { volumeAttachment: { volumeId: newId, delete_on_termination: true } },
      microversion: changeableAttachments,
      signal,
    });
  }
}

/** Ports have a temporary name until the server is complete. */
async function namePorts(session: Session, seats: readonly Seat[], signal: AbortSignal): Promise<void> {
  for (const { target, portId } of seats) {
    if (portId === undefined) continue;
    const path = `/ports/${encodeURIComponent(portId)}`;
    await session.request('network', { method: 'PUT', path, json: { port: { name: target.portName } }, signal });
  }
}

/** Where disks are clones of their image, Glance keeps the image as long as the server is there. */
async function dropImage({ effects, log, resource }: Restore): Promise<void> {
  try {
    await effects.release('image');
  } catch (error) {
    if (!isInUse(error)) throw error;
    await effects.keep('image');
    log.warn(`The image with the root disk of server ${nameAndId(resource)} stays, because the new server's disk depends on it.`, {
      images: effects.held('image').map(({ result }) => result.id),
    });
  }
}

function isInUse(error: unknown): boolean {
  const cause = isKarborError(error, 'KARBOR_RELEASE_FAILED') ? error.cause : error;
  return isOpenStackError(cause, 'OPENSTACK_CONFLICT');
}
