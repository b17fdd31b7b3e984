import { constants } from 'node:fs';
import { access, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KarborError } from '@karbor/plugin-sdk';
import { isSystemError } from './bank-error.js';
import { linkError } from './safe-directory.js';
import { syncDirectory } from './storing/sync-directory.js';

/** The folder of a bank. */
export interface Root {
  /** Without symbolic links. */
  readonly path: string;
  /** Where files are written before they take their place. It tells a bank from an empty mount point. */
  readonly temporaries: string;
}

/** Makes the folder when it is missing, for its owner only, and checks that it can be used. */
export async function openRoot(given: string): Promise<Root> {
  const firstMade = await mkdir(given, { recursive: true, mode: 0o700 });
  const path = await realpath(given);
  if (firstMade !== undefined) await syncUpTo(path, dirname(await realpath(firstMade)));
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  const temporaries = join(path, 'tmp');
  await mkdir(temporaries, { mode: 0o700 }).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error;
  });
  if (!(await lstat(temporaries)).isDirectory()) throw linkError(temporaries);
  await syncDirectory(path);
  return { path, temporaries };
}

/** An unmounted disk must not look like an empty bank. @throws KarborError `KARBOR_BANK_UNAVAILABLE` */
export async function checkPresent({ path, temporaries }: Root): Promise<void> {
  try {
    await stat(temporaries);
  } catch (cause) {
    throw new KarborError(
      'KARBOR_BANK_UNAVAILABLE',
      `The folder "${path}" of the file system bank, or its "tmp", is not there any more: check whether its disk is mounted.`,
      { cause, retryable: true, details: { path } },
    );
  }
}

async function syncUpTo(path: string, top: string): Promise<void> {
  for (let directory = dirname(path); directory.startsWith(top); directory = dirname(directory)) {
    await syncDirectory(directory);
    if (directory === top) return;
  }
}
