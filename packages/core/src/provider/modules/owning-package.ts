import { readFile } from 'node:fs/promises';

/** What is needed of the package.json that a module belongs to. */
export interface OwningPackage {
  readonly version: string;
  readonly hasExports: boolean;
}

/** Reads the nearest package.json above a file that has a name; those within a package (`{ "type": … }`) have none. */
export async function owningPackage(file: URL): Promise<OwningPackage> {
  for (let url = new URL('package.json', file); ; url = new URL('../package.json', url)) {
    const content = await readJson(url);
    if (content && typeof content['name'] === 'string') {
      const { version, exports } = content;
      return { version: typeof version === 'string' ? version : 'unknown', hasExports: exports != null };
    }
    if (url.pathname === new URL('../package.json', url).pathname) return { version: 'unknown', hasExports: false };
  }
}

async function readJson(url: URL): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(url, 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : undefined;
  } catch {
    return undefined;
  }
}
