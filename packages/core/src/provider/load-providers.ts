import type { Logger } from '@karbor/plugin-sdk';
import { assembleProvider } from './assemble-provider.js';
import type { Surroundings } from './assemble-provider.js';
import { FileReport } from './file-report.js';
import type { LoadedProvider } from './loaded-provider.js';
import { resolveBases } from './modules/resolve-bases.js';
import { providerFileNames } from './provider-file-names.js';
import type { DisabledProvider, ProviderProblem, ProviderWarning } from './provider-problem.js';
import { readProviderFile } from './read-provider-file.js';
import type { ProviderFile } from './read-provider-file.js';

export interface LoadOptions<Provider> {
  readonly configDir: string;
  readonly resolveFrom: string | readonly string[];
  readonly log: Logger;
  readonly createProvider: (loaded: LoadedProvider) => Provider;
}

/** What became of the files of a folder, each list in the order of the files' names. */
export interface LoadedProviders<Provider> {
  readonly providers: readonly Provider[];
  readonly disabled: readonly DisabledProvider[];
  readonly problems: readonly ProviderProblem[];
  readonly warnings: readonly ProviderWarning[];
}

interface ReadFile {
  readonly report: FileReport;
  readonly content: ProviderFile | undefined;
}

/**
 * Loads the provider files of a folder. What is wrong with a file stops this file only.
 * @throws KarborError `KARBOR_CONFIG_DIR_NOT_FOUND`, `KARBOR_CONFIG_DIR_UNREADABLE`, `KARBOR_RESOLVE_FROM_INVALID`
 */
export async function loadProviders<Provider>(options: LoadOptions<Provider>): Promise<LoadedProviders<Provider>> {
  const surroundings = { bases: await resolveBases(options.resolveFrom), log: options.log };
  const names = await providerFileNames(options.configDir);
  const files = await Promise.all(
    names.map(async (name): Promise<ReadFile> => {
      const report = new FileReport(name);
      return { report, content: await readProviderFile(report) };
    }),
  );
  const enabled = files.filter(({ content }) => content?.provider.enabled);
  const first = firstOfEachId(enabled);
  const loaded = await Promise.all(first.map((file) => loadOne(file, surroundings, options.createProvider)));
  return {
    providers: loaded.filter((provider) => provider !== undefined),
    disabled: files.flatMap(disabledProvider),
    problems: files.flatMap(problemsOf),
    warnings: files.flatMap(warningsOf),
  };
}

/** An id belongs to the first file that has it, also when that one has other problems; the others are refused. */
function firstOfEachId(files: readonly ReadFile[]): readonly ReadFile[] {
  const owners = new Map<string, ReadFile>();
  return files.filter((file) => {
    const id = file.content?.provider.id;
    if (id === undefined) return true;
    const owner = owners.get(id);
    if (!owner) {
      owners.set(id, file);
      return true;
    }
    const line = file.content?.sections.get('provider')?.keys.get('id')?.[0]?.line;
    const reason = `"${id}" is already the id of the provider in ${owner.report.file}: give this one another id, or disable one of them.`;
    file.report.error('KARBOR_PROVIDER_ID_CONFLICT', { line, section: 'provider', key: 'id' }, reason);
    return false;
  });
}

async function loadOne<Provider>(
  { report, content }: ReadFile,
  surroundings: Surroundings,
  createProvider: LoadOptions<Provider>['createProvider'],
): Promise<Provider | undefined> {
  const loaded = content && (await report.attempt({}, () => assembleProvider(content, report, surroundings)));
  if (!loaded) return undefined;
  const provider = await report.attempt({}, () => createProvider(loaded));
  if (!provider) await report.attempt({}, () => loaded.bank.close?.());
  return provider;
}

function disabledProvider({ report, content }: ReadFile): readonly DisabledProvider[] {
  const provider = content?.provider;
  if (!provider || provider.enabled || provider.id === undefined) return [];
  return [{ file: report.file, id: provider.id, name: provider.name }];
}

function problemsOf({ report, content }: ReadFile): readonly ProviderProblem[] {
  return inLineOrder(report.errors).map((error) => ({ ...origin(report, content), error }));
}

function warningsOf({ report, content }: ReadFile): readonly ProviderWarning[] {
  return inLineOrder(report.warnings).map((warning) => ({ ...origin(report, content), ...warning }));
}

function inLineOrder<Item extends { readonly details: Readonly<Record<string, unknown>> }>(items: readonly Item[]): readonly Item[] {
  const line = ({ details }: Item) => Number(details['line'] ?? 0);
  return items.toSorted((a, b) => line(a) - line(b));
}

function origin({ file }: FileReport, content: ProviderFile | undefined) {
  const id = content?.provider.id;
  return { file, ...(id !== undefined && { providerId: id }) };
}
