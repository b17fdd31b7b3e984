import { KarborError } from '@karbor/plugin-sdk';
import type { JsonObject } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import { nameAndId } from '../names.js';

interface Remedy {
  /** The parameter that names it, or that helps. */
  readonly parameter?: string;
  /** What there is instead that would do. */
  readonly choices?: readonly { readonly name: string }[];
  /** What else the user can do. */
  readonly advice?: string;
}

const most = 20;

/** Something that a server needs is not there, or not the only one of its name; found before anything is made. */
export function missing(args: Pick<Restore, 'resource'>, thing: string, remedy: Remedy): KarborError {
  return cannotRestore(args, `${thing} is not there`, remedy, { missing: thing });
}

/** Something is there, but a server cannot have it; found before anything is made. */
export function unfit(args: Pick<Restore, 'resource'>, problem: string, remedy: Remedy): KarborError {
  return cannotRestore(args, problem, remedy);
}

function cannotRestore(
  { resource }: Pick<Restore, 'resource'>,
  problem: string,
  { parameter, choices, advice = `Name another one in ${parameter ?? 'the parameters'}.` }: Remedy,
  details: JsonObject = {},
): KarborError {
  return new KarborError(
    'KARBOR_RESTORE_TARGET',
    `Server ${nameAndId(resource)} cannot be restored: ${problem}. ${advice}${choices ? ` There are: ${list(choices)}.` : ''}`,
    {
      details: {
        ...{ server: resource.id, ...details },
        ...(parameter !== undefined && { parameter }),
        ...(choices && { available: choices.map(({ name }) => name) }),
      },
    },
  );
}

/** Names, as far as they can be read. */
export function list(choices: readonly { readonly name: string }[]): string {
  if (choices.length === 0) return 'none';
  const names = choices.slice(0, most).map(({ name }) => `"${name}"`).join(', ');
  return choices.length > most ? `${names} and ${choices.length - most} more` : names;
}
