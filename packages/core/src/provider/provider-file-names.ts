import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { KarborError } from '@karbor/plugin-sdk';
import { asError } from '../executor/as-error.js';

/**
 * The paths of the provider files of a folder, sorted by name: `*.conf`, not hidden, not in sub-folders.
 * @throws KarborError `KARBOR_CONFIG_DIR_NOT_FOUND`, `KARBOR_CONFIG_DIR_UNREADABLE`
 */
export async function providerFileNames(configDir: string): Promise<readonly string[]> {
  const folder = resolve(configDir);
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(folder, cause);
  });
  return entries
    .filter((entry) => entry.name.endsWith('.conf') && !entry.name.startsWith('.'))
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => join(folder, name));
}

function unreadable(folder: string, cause: unknown): KarborError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const options = { cause, details: { configDir: folder } };
  const advice = 'Make the folder, or name another one as configDir.';
  if (code === 'ENOENT') {
    return new KarborError('KARBOR_CONFIG_DIR_NOT_FOUND', `The folder of provider files, ${folder}, is not there. ${advice}`, options);
  }
  if (code === 'ENOTDIR') {
    return new KarborError('KARBOR_CONFIG_DIR_NOT_FOUND', `${folder} is not a folder of provider files. ${advice}`, options);
  }
  const reason = asError(cause).message;
  return new KarborError('KARBOR_CONFIG_DIR_UNREADABLE', `The folder of provider files, ${folder}, cannot be read: ${reason}.`, options);
}
