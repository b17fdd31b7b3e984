import { checkBankDefinition, checkProtectable, checkProtectionPlugin, isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { BankDefinition, Protectable, ProtectionPlugin } from '@karbor/plugin-sdk';

/** What a module offers, by kind. */
export interface Definitions {
  readonly plugins: readonly ProtectionPlugin[];
  readonly protectables: readonly Protectable[];
  readonly banks: readonly BankDefinition[];
  /** One `KARBOR_PLUGIN_INVALID` or `KARBOR_PLUGIN_API_VERSION` for each that is none. */
  readonly errors: readonly KarborError[];
}

/** Sorts a default export: one definition or an array of them, told by `kind`. */
export function definitionsOf(module: string, exported: unknown): Definitions {
  const plugins: ProtectionPlugin[] = [];
  const protectables: Protectable[] = [];
  const banks: BankDefinition[] = [];
  const errors: KarborError[] = [];
  for (const candidate of Array.isArray(exported) ? (exported as readonly unknown[]) : [exported]) {
    try {
      const definition = membersOf(candidate);
      if (definition['kind'] === 'protection-plugin') plugins.push(checkProtectionPlugin(definition));
      else if (definition['kind'] === 'protectable') protectables.push(checkProtectable(definition));
      else if (definition['kind'] === 'bank') banks.push(checkBankDefinition(definition));
      else throw noDefinition(module);
    } catch (error) {
      if (!isKarborError(error)) throw error;
      errors.push(error);
    }
  }
  return { plugins, protectables, banks, errors };
}

function membersOf(candidate: unknown): Readonly<Record<string, unknown>> {
  if (typeof candidate !== 'object' || candidate === null) return {};
  return candidate as Readonly<Record<string, unknown>>;
}

function noDefinition(module: string): KarborError {
  return new KarborError(
    'KARBOR_PLUGIN_INVALID',
    `the default export of "${module}" is no plugin and no bank of Karbor's: it must be what defineProtectionPlugin, defineProtectable or defineBank returns, or an array of these.`,
    { details: { module } },
  );
}
