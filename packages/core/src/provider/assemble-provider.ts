import { configSections, operationNames } from '@karbor/plugin-sdk';
import type { BankDefinition, Logger } from '@karbor/plugin-sdk';
import { configure } from './config/configure.js';
import type { Configurable } from './config/configure.js';
import { warnOfUnread } from './config/warn-of-unread.js';
import { bankOf } from './definitions/bank-of.js';
import { createBank } from './definitions/create-bank.js';
import { loadDefinitionModule } from './definitions/definition-module.js';
import type { DefinitionModule } from './definitions/definition-module.js';
import { resourceTypesOf, warnOfUncoveredTypes } from './definitions/resource-types.js';
import type { Sourced } from './definitions/resource-types.js';
import type { FileReport } from './file-report.js';
import type { Configured, LoadedProvider } from './loaded-provider.js';
import type { LoadedModule, LoadedPlugin } from './protection-provider.js';
import { warnOfUnknownTypes } from './sections/executor-section.js';
import { readLeaseWindows, withoutLeaseKeys } from './sections/lease-section.js';
import type { ProviderFile } from './read-provider-file.js';

export interface Surroundings {
  /** From where modules are resolved, tried in order. */
  readonly bases: readonly URL[];
  readonly log: Logger;
}

/**
 * Loads and configures all that a provider file names. Reports everything that is wrong; the bank is opened only when
 * nothing is.
 */
export async function assembleProvider(
  { provider, sections, executor }: ProviderFile,
  report: FileReport,
  { bases, log }: Surroundings,
): Promise<LoadedProvider | undefined> {
  const [bank, ...loaded] = await Promise.all([
    provider.bank && loadBank(provider.bank, bases, report),
    ...provider.plugins.map((plugin) => loadDefinitionModule('plugin', plugin, bases, report)),
  ]);
  const modules = loaded.filter((module) => module !== undefined);
  const types = resourceTypesOf(modules, report);
  const definitions = [bank?.definition, ...modules.flatMap(({ plugins, protectables }) => [...plugins, ...protectables])]
    .filter((definition) => definition !== undefined);
  const bankSections = bank ? configSections(bank.definition) : [];
  const lease = readLeaseWindows(sections, bankSections, report);
  const settings = withoutLeaseKeys(sections, bankSections);
  const configs = new Map<Configurable, unknown>();
  for (const definition of definitions) configs.set(definition, await configure(definition, settings, report));
  if (bank && modules.length === loaded.length) {
    warnOfUnread(settings, definitions, report);
    warnOfUncoveredTypes(types, report);
    warnOfUnknownTypes(executor.policy, types.plugins.keys(), report);
  }
  if (report.errors.length > 0 || provider.id === undefined || !bank) return undefined;
  const opened = await report.attempt({ line: bank.source.named.line, section: 'provider', key: 'bank' }, () =>
    createBank(bank.definition, configs.get(bank.definition), log),
  );
  return (
    opened && {
      ...{ file: report.file, id: provider.id, name: provider.name, description: provider.description },
      ...{ bank: opened, bankModule: loadedModule(bank), lease, log },
      ...{ executor: executor.policy, releaseTimeoutMs: executor.releaseTimeoutMs },
      plugins: modules.flatMap(loadedPlugins),
      protectionPlugins: withConfig(types.plugins, configs),
      protectables: withConfig(types.protectables, configs),
    }
  );
}

async function loadBank(
  named: DefinitionModule['named'],
  bases: readonly URL[],
  report: FileReport,
): Promise<Sourced<BankDefinition> | undefined> {
  const source = await loadDefinitionModule('bank', named, bases, report);
  const place = { line: named.line, section: 'provider', key: 'bank' };
  return source && report.attempt(place, () => ({ definition: bankOf(source), source }));
}

function withConfig<Definition extends Configurable>(
  byType: ReadonlyMap<string, Sourced<Definition>>,
  configs: ReadonlyMap<Configurable, unknown>,
): ReadonlyMap<string, Configured<Definition>> {
  const configured = new Map<string, Configured<Definition>>();
  for (const [type, { definition, source }] of byType) {
    configured.set(type, { definition, config: configs.get(definition), version: source.version });
  }
  return configured;
}

function loadedModule({ definition, source }: Sourced<Configurable>): LoadedModule {
  return { module: source.named.written, name: definition.name, version: source.version };
}

function loadedPlugins(source: DefinitionModule): readonly LoadedPlugin[] {
  return source.plugins.map((definition) => ({
    ...loadedModule({ definition, source }),
    resourceTypes: definition.resourceTypes,
    operations: operationNames.filter((name) => definition.operations[name] !== undefined),
  }));
}
