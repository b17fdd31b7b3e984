import { isOpenStackError, sessionFrom } from '@karbor/openstack';
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
  for (let attempt = 1; (await quietStatus(args)) === 'ACTIVE'; attempt += 1) {
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
  args.log.info(`Server ${nameAndId(args.resource)} is not running: there is nothing to ${name}.`);
}

function wantedFreeze({ resource, parameters: { quiesce }, checkpoint }: Protect): FreezeName | undefined {
  if (quiesce === 'none') return undefined;
  if (quiesce !== 'auto') return quiesce;
  const volumes = checkpoint.graph.children(resource).filter(({ type }) => type === volumeType);
  return volumes.length >= 2 ? 'pause' : undefined;
}

/** The server's status once no task of it is under way. */
async function quietStatus({ resource, context, config, signal }: Protect): Promise<string> {
  const session = sessionFrom(context.auth);
  const server = await orServerGone(
    resource,
    poll({
      ...waiting(config, 'state_timeout', signal),
      what: `Server ${nameAndId(resource)}`,
      read: async () => {
        const one = await session.compute.showServer(resource.id, { signal });
        return { status: one.status, state: settledState(one) };
      },
      state: ({ state }) => (state === busy ? busy : 'settled'),
      success: ['settled'],
    }),
  );
  return server.status;
}

function cannotFreeze({ resource }: Protect, name: FreezeName, reason: string, cause: unknown): KarborError {
  return new KarborError(
    'KARBOR_SERVER_STATE',
    `Server ${nameAndId(resource)} cannot be made to ${name}: ${reason} Set quiesce to "none" to protect it as it runs.`,
    { cause, details: { server: resource.id } },
  );
}
