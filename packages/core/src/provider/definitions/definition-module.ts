import type { FileReport } from '../file-report.js';
import { importDefault } from '../modules/import-module.js';
import { resolveModule } from '../modules/resolve-module.js';
import type { NamedModule } from '../sections/provider-section.js';
import { definitionsOf } from './definitions-of.js';
import type { Definitions } from './definitions-of.js';

/** An npm module that a provider file names, loaded. */
export interface DefinitionModule extends Omit<Definitions, 'errors'> {
  readonly named: NamedModule;
  readonly version: string;
}

/** Resolves and loads a module; reports why when that cannot be done, and each definition of it that is none. */
export async function loadDefinitionModule(
  key: 'bank' | 'plugin',
  named: NamedModule,
  bases: readonly URL[],
  report: FileReport,
): Promise<DefinitionModule | undefined> {
  const place = { line: named.line, section: 'provider', key };
  return report.attempt(place, async () => {
    const { url, version } = await resolveModule(named.module, bases);
    const { errors, ...definitions } = definitionsOf(named.module, await importDefault(named.module, url));
    for (const error of errors) report.adopt(error, place);
    return errors.length > 0 ? undefined : { named, version, ...definitions };
  });
}
