import { isBuiltin } from 'node:module';
import { KarborError } from '@karbor/plugin-sdk';
import { didYouMean } from '../did-you-mean.js';
import { aliases, karborNamespace, unavailable } from './aliases.js';

/** The name of an npm package, perhaps with a subpath that its `exports` has. */
const pattern = /^(?:@[a-z\d~-][\w.~-]*\/)?[a-z\d~-][\w.~-]*(?:\/[\w.~+@-]+)*$/i;

/**
 * The npm module that a provider file means: an alias of Karbor's, or the name itself.
 * @throws KarborError `KARBOR_MODULE_NAME_INVALID`, `KARBOR_MODULE_UNAVAILABLE`
 */
export function npmModuleName(written: string): string {
  const isKarbors = written.startsWith(karborNamespace);
  const name = isKarbors ? written.slice(karborNamespace.length) : written;
  const instead = unavailable.get(name);
  if (instead !== undefined) {
    throw new KarborError('KARBOR_MODULE_UNAVAILABLE', `there is no npm package for Karbor's "${written}": ${instead}.`);
  }
  const npmName = aliases.get(name);
  if (npmName !== undefined) return npmName;
  if (isKarbors) {
    throw new KarborError(
      'KARBOR_MODULE_UNAVAILABLE',
      `"${written}" is no plugin or bank of Karbor's.${didYouMean(name, aliases.keys())} Known are ${[...aliases.keys()].join(', ')}.`,
    );
  }
  checkNpmName(written);
  return written;
}

const isUrl = 'is a URL';

function checkNpmName(name: string): void {
  const reason = badNpmName(name);
  if (reason === undefined) return;
  // A URL may hold a password.
  const shown = reason === isUrl ? name.replace(/:.*/s, ':…') : name;
  throw new KarborError(
    'KARBOR_MODULE_NAME_INVALID',
    `"${shown}" ${reason}. Write the name of an npm package, such as @karbor/bank-fs; install a folder with "npm install FOLDER" and write its package's name.`,
  );
}

function badNpmName(name: string): string | undefined {
  if (isBuiltin(name)) return 'is a module of Node.js itself';
  if (/^\.{0,2}[\\/]|^[a-z]:[\\/]|^\.{1,2}$/i.test(name)) return 'is a path';
  if (/^[a-z][a-z\d+.-]*:/i.test(name)) return isUrl;
  if (!pattern.test(name) || name.split('/').some((part) => /^\.+$/.test(part) || part === 'node_modules')) {
    return 'is not the name of an npm module';
  }
  return undefined;
}
