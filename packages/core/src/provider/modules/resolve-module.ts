import { fileURLToPath } from 'node:url';
import { KarborError } from '@karbor/plugin-sdk';
import { moduleResolve } from 'import-meta-resolve';
import { asError } from '../../executor/as-error.js';
import { didYouMean } from '../did-you-mean.js';
import { aliases } from './aliases.js';
import { owningPackage } from './owning-package.js';

export interface ResolvedModule {
  /** Its file, as a URL. */
  readonly url: string;
  /** Of the npm package that it belongs to; `unknown` when that does not say. */
  readonly version: string;
}

/** What Node.js itself sets for `import`. */
const importConditions = new Set(['node', 'import', 'module-sync', 'node-addons']);
/** For a package that offers itself to `require` only; it can be imported all the same. */
const requireConditions = new Set(['node', 'require', 'module-sync', 'node-addons']);

/**
 * Finds an npm module as an `import` in one of `bases` would, the first that has its package.
 * @throws KarborError `KARBOR_MODULE_NOT_FOUND` saying where it looked, `KARBOR_MODULE_FAILED` when the package is there
 *   but its entry is not
 */
export async function resolveModule(name: string, bases: readonly URL[]): Promise<ResolvedModule> {
  for (const base of bases) {
    const url = resolveFromBase(name, base);
    if (!url) continue;
    const owner = await owningPackage(url);
    if (subpathOf(name) !== '' && !owner.hasExports) {
      throw failed(name, `its package.json has no "exports", so only "${packageOf(name)}" itself can be loaded`);
    }
    return { url: url.href, version: owner.version };
  }
  const places = bases.map((base) => fileURLToPath(base)).join(', ');
  const hint = didYouMean(name, [...aliases.keys(), ...aliases.values()]);
  throw new KarborError(
    'KARBOR_MODULE_NOT_FOUND',
    `the npm package "${packageOf(name)}" is not installed.${hint} Looked from ${places}. Run "npm install ${packageOf(name)}" there.`,
    { details: { module: name } },
  );
}

function resolveFromBase(name: string, base: URL): URL | undefined {
  try {
    return moduleResolve(name, base, importConditions);
  } catch (error) {
    if (isCode(error, 'ERR_MODULE_NOT_FOUND') && error.message.includes(`'${packageOf(name)}'`)) return undefined;
    if (!isCode(error, 'ERR_PACKAGE_PATH_NOT_EXPORTED')) throw failed(name, asError(error).message, error);
  }
  try {
    return moduleResolve(name, base, requireConditions);
  } catch (error) {
    throw failed(name, asError(error).message, error);
  }
}

function failed(name: string, reason: string, cause?: unknown): KarborError {
  const options = { details: { module: name }, ...(cause !== undefined && { cause }) };
  return new KarborError('KARBOR_MODULE_FAILED', `"${name}" is installed but cannot be resolved: ${reason}.`, options);
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

function subpathOf(name: string): string {
  return name.slice(packageOf(name).length);
}

function isCode(error: unknown, code: string): error is Error {
  return error instanceof Error && 'code' in error && error.code === code;
}
