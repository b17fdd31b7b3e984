import type { Protectable, ProtectionPlugin } from '@karbor/plugin-sdk';
import type { FileReport } from '../file-report.js';
import type { DefinitionModule } from './definition-module.js';

/** A definition and the module that it came in. */
export interface Sourced<Definition> {
  readonly definition: Definition;
  readonly source: DefinitionModule;
}

/** Which definition is there for which resource type. */
export interface ResourceTypes {
  readonly plugins: ReadonlyMap<string, Sourced<ProtectionPlugin>>;
  readonly protectables: ReadonlyMap<string, Sourced<Protectable>>;
}

const section = 'provider';
const key = 'plugin';

/** Sorts the definitions of plugin modules by type; reports modules without any, and types that two claim. */
export function resourceTypesOf(modules: readonly DefinitionModule[], report: FileReport): ResourceTypes {
  const plugins = new Map<string, Sourced<ProtectionPlugin>>();
  const protectables = new Map<string, Sourced<Protectable>>();
  for (const source of modules) {
    if (source.plugins.length === 0 && source.protectables.length === 0) {
      const isBank = source.banks.length > 0 ? ', it is a bank: name it with "bank ="' : '';
      const place = { line: source.named.line, section, key };
      report.error('KARBOR_PLUGIN_INVALID', place, `"${source.named.written}" is no protection plugin${isBank}.`);
    }
    for (const definition of source.plugins) {
      for (const type of new Set(definition.resourceTypes)) claim(plugins, type, { definition, source }, 'plugins', report);
    }
    for (const definition of source.protectables) {
      claim(protectables, definition.resourceType, { definition, source }, 'protectables', report);
    }
  }
  return { plugins, protectables };
}

function claim<Definition extends { readonly name: string }>(
  claimed: Map<string, Sourced<Definition>>,
  type: string,
  claimant: Sourced<Definition>,
  kind: string,
  report: FileReport,
): void {
  const before = claimed.get(type);
  if (!before) {
    claimed.set(type, claimant);
    return;
  }
  const [first, second] = [before, claimant].map(({ definition, source }) => `"${definition.name}" (line ${source.named.line})`);
  const reason = `two ${kind} claim the resource type ${type}: ${first} and ${second}. Keep one of them.`;
  report.error('KARBOR_RESOURCE_TYPE_CONFLICT', { line: claimant.source.named.line, section, key }, reason);
}

/** Warns of types that are found and not protected, and of types that are protected and never found. */
export function warnOfUncoveredTypes({ plugins, protectables }: ResourceTypes, report: FileReport): void {
  for (const [type, { definition, source }] of protectables) {
    if (plugins.has(type)) continue;
    const reason = `"${definition.name}" finds resources of type ${type}, and no plugin of this provider protects them: add one, or protecting them fails.`;
    report.warning('KARBOR_PROTECTABLE_WITHOUT_PLUGIN', { line: source.named.line, section, key }, reason);
  }
  for (const [type, { definition, source }] of plugins) {
    if (protectables.has(type)) continue;
    const reason = `"${definition.name}" protects resources of type ${type}, and no plugin of this provider finds them: add one with a protectable of this type.`;
    report.warning('KARBOR_PLUGIN_WITHOUT_PROTECTABLE', { line: source.named.line, section, key }, reason);
  }
}
