import type { RestoreQuestion } from '../hook-arguments.js';
import { nameAndId } from '../names.js';
import { byIdOrName, chosen } from './choice.js';
import type { Offers } from './offers.js';

/** The id of the server group that the new server is to be a member of, null for none. */
export async function chooseServerGroup(args: RestoreQuestion, offers: Offers): Promise<string | null> {
  const { parameters, savedInfo, resource, log } = args;
  const { restore_server_group: value } = parameters;
  const original = savedInfo.server.serverGroup;
  if (value === null || (value === undefined && original === null)) return null;
  const choices = await offers.serverGroups();
  const group = chosen<null>(args, {
    ...{ noun: 'server group', choices, original: [] },
    map: { parameter: 'restore_server_group', entries: undefined },
    single: { parameter: 'restore_server_group', value },
  });
  if (group) return group.id;
  const same = original === null ? undefined : byIdOrName(choices, original.id, original.name);
  if (!same) log.warn(`Server group "${original?.name ?? ''}" is not there any more: server ${nameAndId(resource)} is restored without one.`);
  return same?.id ?? null;
}
