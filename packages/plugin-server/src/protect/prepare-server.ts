import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import { describeServer } from '../describe/describe-server.js';
import { holdStill } from '../freeze/hold-still.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orServerGone } from '../refused.js';
import type { ServerDescription } from '../saved-info.js';

/** The states in which Nova makes an image of a server's disk. */
const capturable = ['ACTIVE', 'PAUSED', 'SUSPENDED', 'SHUTOFF'];

/** Looks at the server before anything is made, remembers what a restore will need, and holds it still. */
export async function prepareServer(args: Protect): Promise<void> {
  const { resource, context, state, signal } = args;
  const session = sessionFrom(context.auth);
  const server = await orServerGone(resource, describeServer(session, resource.id, signal));
  await checkServer(args, session, server);
  state['server'] = server;
  await holdStill(args);
}

/** @throws KarborError `KARBOR_SERVER_STATE`, `KARBOR_BOOT_SOURCE_GONE` when what is asked for could not be restored */
async function checkServer(args: Protect, session: Session, server: ServerDescription): Promise<void> {
  const { resource, parameters, signal } = args;
  const what = `Server ${nameAndId(resource)}`;
  if (server.boot.from === 'volume') {
    if (server.boot.volumeId !== '') return;
    throw bootSourceGone(args, `${what} has neither a boot image nor a volume to boot from, so there is nothing to restore it from.`);
  }
  if (parameters.root_disk === 'image') {
    const image = await orAbsent(session.image.showImage(server.boot.imageId, { signal }));
    if (image?.status === 'active') return;
    throw bootSourceGone(args, `${what} cannot be restored from its boot image ${server.boot.imageId}, which is gone or not active: set root_disk to "snapshot".`);
  }
  if (capturable.includes(server.status)) return;
  throw new KarborError(
    'KARBOR_SERVER_STATE',
    `${what} is in state "${server.status}", in which Nova makes no image of its root disk: bring it to ${capturable.join(', ')}, or set root_disk to "image".`,
    { details: { server: resource.id, state: server.status } },
  );
}

function bootSourceGone({ resource }: Protect, message: string): KarborError {
  return new KarborError('KARBOR_BOOT_SOURCE_GONE', message, { details: { server: resource.id } });
}
