import { KarborError } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import { nameAndId } from '../names.js';

interface Remedy {
  /** The parameter that names it, or that helps. */
  readonly parameter?: string;
  /** What there is instead. */
  readonly choices?: readonly { readonly name: string }[];
  /** What else the user can do. */
  readonly advice?: string;
}

const most = 20;

/** Something that a server needs is not there, or not the only one of its name; found before anything is made. */
export function missing(
  { resource }: Pick<Restore, 'resource'>,
  thing: string,
  { parameter, choices, advice = `Name another one in ${parameter ?? 'the parameters'}.` }: Remedy,
): KarborError {
  return new KarborError(
    'KARBOR_RESTORE_TARGET',
    `Server ${nameAndId(resource)} cannot be restored: ${thing} is not there. ${advice}${choices ? ` There are: ${list(choices)}.` : ''}`,
    {
      details: {
        ...{ server: resource.id, missing: thing },
        ...(parameter !== undefined && { parameter }),
        ...(choices && { available: choices.map(({ name }) => name) }),
      },
    },
  );
}

function list(choices: readonly { readonly name: string }[]): string {
  if (choices.length === 0) return 'none';
  const names = choices.slice(0, most).map(({ name }) => `"${name}"`).join(', ');
  return choices.length > most ? `${names} and ${choices.length - most} more` : names;
}
