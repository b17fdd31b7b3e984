import { createRequire } from 'node:module';
import type { Versions } from '../checkpoint/records.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';

const core = createRequire(import.meta.url)('../../package.json') as { readonly name: string; readonly version: string };

/** The versions of all that takes part in an operation. */
export function versionsOf({ bankModule, plugins }: LoadedProvider): Versions {
  const modules = [core, bankModule, ...plugins];
  return Object.fromEntries(modules.map(({ name, version }) => [name, version]));
}
