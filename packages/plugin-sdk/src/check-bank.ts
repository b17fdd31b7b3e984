import type { BankDefinition } from './bank.js';
import { DefinitionCheck } from './check-definition.js';

const members = ['kind', 'apiVersion', 'name', 'configSection', 'configSchema', 'create'];

/** Gives `definition` back as a bank definition. @throws KarborError `KARBOR_PLUGIN_INVALID`, `KARBOR_PLUGIN_API_VERSION` */
export function checkBankDefinition(definition: Readonly<Record<string, unknown>>): BankDefinition {
  const check = new DefinitionCheck('bank', definition);
  check.names('', definition, members);
  check.function('create', definition['create'], true);
  check.finish();
  return definition as unknown as BankDefinition;
}
