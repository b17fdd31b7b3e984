import { KarborError } from '@karbor/plugin-sdk';
import type { BankDefinition } from '@karbor/plugin-sdk';
import type { DefinitionModule } from './definition-module.js';

/** The one bank of a module. @throws KarborError `KARBOR_PLUGIN_INVALID` when it has none or several */
export function bankOf({ named, banks, plugins }: DefinitionModule): BankDefinition {
  const [bank] = banks;
  if (bank && banks.length === 1) return bank;
  const isPlugin = plugins.length > 0 ? ', it is a protection plugin: name it with "plugin =" and a bank here' : '';
  const reason = bank ? `has ${banks.length} banks, and a provider takes one from a module that has one` : `is no bank${isPlugin}`;
  throw new KarborError('KARBOR_PLUGIN_INVALID', `"${named.written}" ${reason}.`, { details: { module: named.module } });
}
