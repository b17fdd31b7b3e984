import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { BankDefinition, BankPlugin, Logger } from '@karbor/plugin-sdk';
import { asError } from '../../executor/as-error.js';

const functions = ['putObject', 'getObject', 'deleteObject', 'listObjects'];

/** @throws KarborError the bank's own code, or `KARBOR_BANK_FAILED`, with the cause; `KARBOR_PLUGIN_INVALID` when what it makes is no bank */
export async function createBank(definition: BankDefinition, config: unknown, log: Logger): Promise<BankPlugin> {
  const bank = await create(definition, config, log);
  const missing = missingMembers(bank);
  if (missing.length === 0) return bank;
  throw new KarborError('KARBOR_PLUGIN_INVALID', `what the bank "${definition.name}" creates lacks ${missing.join(', ')}.`);
}

async function create(definition: BankDefinition, config: unknown, log: Logger): Promise<BankPlugin> {
  try {
    return await definition.create({ config, log });
  } catch (cause) {
    const reason = asError(cause).message;
    const [code, details] = isKarborError(cause) ? [cause.code, cause.details] : (['KARBOR_BANK_FAILED', {}] as const);
    throw new KarborError(code, `the bank "${definition.name}" cannot be opened: ${reason}`, { cause, details });
  }
}

/** The author of a bank may not have used TypeScript. */
function missingMembers(bank: unknown): readonly string[] {
  const members = (typeof bank === 'object' && bank !== null ? bank : {}) as Readonly<Record<string, unknown>>;
  const missing = functions.filter((name) => typeof members[name] !== 'function');
  return typeof members['features'] === 'object' ? missing : [...missing, 'features'];
}
