import { sessionFrom } from '@karbor/openstack';
import { describeServer } from '../describe/describe-server.js';
import { holdStill } from '../freeze/hold-still.js';
import type { Protect } from '../hook-arguments.js';
import { orServerGone } from '../refused.js';
import { checkServer } from './check-server.js';

/** Looks at the server before anything is made, remembers what a restore will need, and holds it still. */
export async function prepareServer(args: Protect): Promise<void> {
  const { resource, context, state, signal } = args;
  const session = sessionFrom(context.auth);
  const server = await orServerGone(resource, describeServer(session, resource.id, signal));
  await checkServer(args, session, server);
  state['server'] = server;
  await holdStill(args);
}
