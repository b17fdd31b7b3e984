import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { Server } from '@karbor/openstack';
import { isKarborError, KarborError, poll } from '@karbor/plugin-sdk';
import { waiting } from '../config.js';
import type { Protect } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { orServerGone, refusalOf } from '../refused.js';
import { volumeType } from '../resource-types.js';
import { busy, settledState } from '../server-state.js';
import { freeze } from './freeze.js';
import { freezeModes } from './freeze-mode.js';
import type { FreezeName } from './freeze-mode.js';

const tries = 3;

/**
 * Makes a running server stand still, if the parameters ask for it. One that is not running stays as its user has it.
 * @throws KarborError `KARBOR_SERVER_STATE` when Nova refuses
 */
export async function holdStill(args: Protect): Promise<void> {
  const name = wantedFreeze(args);
  if (name === undefined) return;
  let quiet = await whenQuiet(args);
  for (let attempt = 1; quiet.status === 'ACTIVE'; attempt += 1, quiet = await whenQuiet(args)) {
    try {
      await freeze(args, freezeModes[name]);
      args.state['frozen'] = name;
      return;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!isKarborError(error, 'KARBOR_NOT_MADE') || !isOpenStackError(refusal, 'OPENSTACK_CONFLICT')) throw error;
      // Somebody changed the server's state meanwhile, unless this goes on.
      if (attempt === tries) throw cannotFreeze(args, name, refusal.serviceMessage ?? refusal.message, error);
    }
  }
  if (runs(quiet)) refuseOrWarn(args, name, quiet.status);
  else args.log.info(`Server ${nameAndId(args.resource)} is not running: there is nothing to ${name}.`);
}

/** Nova remembers another power state of some servers that stand still. */
const standing = ['PAUSED', 'SUSPENDED', 'SHUTOFF', 'SHELVED', 'SHELVED_OFFLOADED'];

/** Also in a state in which Nova does not let it be frozen, such as RESCUE or VERIFY_RESIZE. */
function runs(server: Server): boolean {
  return server['OS-EXT-STS:power_state'] === 1 && !standing.includes(server.status);
}

function refuseOrWarn(args: Protect, name: FreezeName, status: string): void {
  const reason = `it runs in state "${status}", in which Nova does not ${name} it.`;
  if (args.parameters.quiesce !== 'auto') throw cannotFreeze(args, name, reason);
  args.log.warn(`Server ${nameAndId(args.resource)} goes on while its disks are captured, each of its own instant: ${reason}`, { status });
}

function wantedFreeze({ resource, parameters: { quiesce }, checkpoint }: Protect): FreezeName | undefined {
  if (quiesce === 'none') return undefined;
  if (quiesce !== 'auto') return quiesce;
  const volumes = checkpoint.graph.children(resource).filter(({ type }) => type === volumeType);
  return volumes.length >= 2 ? 'pause' : undefined;
}

/** The server once no task of it is under way. */
function whenQuiet({ resource, context, config, signal }: Protect): Promise<Server> {
  const { compute } = sessionFrom(context.auth);
  return orServerGone(
    resource,
    poll({
      ...waiting(config, 'state_timeout', signal),
      what: `Server ${nameAndId(resource)}`,
      read: () => compute.showServer(resource.id, { signal }),
      state: (server) => (settledState(server) === busy ? busy : 'settled'),
      success: ['settled'],
    }),
  );
}

function cannotFreeze({ resource }: Protect, name: FreezeName, reason: string, cause?: unknown): KarborError {
  return new KarborError(
    'KARBOR_SERVER_STATE',
    `Server ${nameAndId(resource)} cannot be made to ${name}: ${reason} Set quiesce to "none" to protect it as it runs.`,
    { ...(cause !== undefined && { cause }), details: { server: resource.id } },
  );
}
