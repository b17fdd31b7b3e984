import type { RestoreQuestion } from '../hook-arguments.js';
import type { SavedInterface } from '../saved-info.js';
import { byIdOrName, chosen } from './choice.js';
import type { Choice } from './choice.js';
import { missing } from './missing.js';
import type { Offers } from './offers.js';

const parameter = 'restore_security_groups';

/** Which security groups, by id, an interface gets: those of a list, or its own, mapped from old to new. */
export async function chooseSecurityGroups(args: RestoreQuestion, offers: Offers): Promise<(one: SavedInterface) => string[]> {
  const choices = await offers.securityGroups();
  const asked = args.parameters.restore_security_groups;
  const find = (id: string, name = id): Choice => {
    const found = byIdOrName(choices, id, name);
    if (found) return found;
    throw missing(args, `security group ${name === id ? `"${id}"` : `"${name}" (${id})`}, or only one of that name,`, { parameter, choices });
  };
  if (Array.isArray(asked)) {
    const ids = asked.map((wanted: string) => find(wanted).id);
    return () => ids;
  }
  const mapped = (original: readonly string[]) =>
    chosen<never>(args, { noun: 'security group', choices, original, map: { parameter, entries: asked } });
  mapped([]);
  return ({ securityGroups }) => securityGroups.map(({ id, name }) => (mapped([id, name]) ?? find(id, name)).id);
}
