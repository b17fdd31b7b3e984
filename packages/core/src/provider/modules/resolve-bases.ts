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
  if (/^[a-z][a-z\d+.-]+:/i.test(place) && !place.startsWith('file:')) throw invalid(`"${place}" is not a file`);
  const path = place.startsWith('file:') ? fileURLToPath(place) : resolve(place);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return pathToFileURL(isFolder ? `${path}/` : path);
}

function invalid(reason: string): KarborError {
  return new KarborError(
    'KARBOR_RESOLVE_FROM_INVALID',
    `resolveFrom ${reason}: give the URL or path of a file or folder, such as import.meta.url.`,
  );
}
