import { KarborError } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import { nameAndId } from '../names.js';

/** Something that a server needs is not there; found before anything is made. `advice` says what the user can do. */
export function missing({ resource }: Pick<Restore, 'resource'>, thing: string, advice: string): KarborError {
  return new KarborError(
    'KARBOR_RESTORE_TARGET',
    `Server ${nameAndId(resource)} cannot be restored: ${thing} is not there. ${advice}`,
    { details: { server: resource.id, missing: thing } },
  );
}
