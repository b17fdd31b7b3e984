import { realpath } from 'node:fs/promises';
import { KarborError } from '@karbor/plugin-sdk';

/**
 * Makes sure that no symbolic link is on the way to a directory of the bank: it could lead out of it.
 * @throws KarborError `KARBOR_BANK_LINK`; the system's ENOENT when it is not there
 */
export async function refuseLinks(directory: string): Promise<void> {
  const real = await realpath(directory);
  if (real !== directory) throw linkError(directory, real);
}

export function linkError(path: string, target?: string): KarborError {
  const where = target === undefined ? '' : ` to "${target}"`;
  return new KarborError('KARBOR_BANK_LINK', `"${path}" leads through a symbolic link${where}, which a bank never makes: remove it.`, {
    details: { path },
  });
}
