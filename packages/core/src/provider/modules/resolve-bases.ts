import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KarborError } from '@karbor/plugin-sdk';

/**
 * Turns file URLs (such as `import.meta.url`) and paths of files or folders into the URLs from which modules are
 * resolved.
 * @throws KarborError `KARBOR_RESOLVE_FROM_INVALID` for a URL that is no file's, and when there is none at all
 */
export async function resolveBases(resolveFrom: string | readonly string[]): Promise<readonly URL[]> {
  const places = typeof resolveFrom === 'string' ? [resolveFrom] : resolveFrom;
  if (places.length === 0) throw invalid('is empty');
  return Promise.all(places.map(baseOf));
}

async function baseOf(place: string): Promise<URL> {
  const path = pathOf(place);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return pathToFileURL(isFolder ? `${path}/` : path);
}

function pathOf(place: string): string {
  if (!/^[a-z][a-z\d+.-]+:/i.test(place)) return resolve(place);
  try {
    return fileURLToPath(place);
  } catch (cause) {
    throw invalid(`"${place}" is no file's URL`, cause);
  }
}

function invalid(reason: string, cause?: unknown): KarborError {
  return new KarborError(
    'KARBOR_RESOLVE_FROM_INVALID',
    `resolveFrom ${reason}: give the URL or path of a file or folder, such as import.meta.url.`,
    cause === undefined ? {} : { cause },
  );
}
