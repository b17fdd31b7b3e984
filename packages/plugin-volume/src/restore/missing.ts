import { KarborError } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import { nameAndId } from '../names.js';

export interface Missing {
  readonly what: string;
  /** The parameter that names it, or that helps. */
  readonly parameter: string;
  /** The names of what there is. */
  readonly available: readonly string[];
}

/** Something that a volume needs is not there; found before anything is made. */
export function missing({ resource }: Pick<Restore, 'resource'>, { what, parameter, available }: Missing): KarborError {
  const names = available.length === 0 ? 'none' : available.slice(0, 20).map((name) => `"${name}"`).join(', ');
  const more = available.length > 20 ? ` and ${available.length - 20} more` : '';
  return new KarborError(
    'KARBOR_RESTORE_TARGET',
    `Volume ${nameAndId(resource.name, resource.id)} cannot be restored: ${what} is not there. Name another one in ${parameter}; there are: ${names}${more}.`,
    { details: { volume: resource.id, missing: what, parameter, available } },
  );
}
