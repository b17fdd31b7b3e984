import { KarborError } from '@karbor/plugin-sdk';
import { asError } from '../../executor/as-error.js';

/**
 * Loads a module and gives its default export, also that of a CommonJS module made from `export default`.
 * @throws KarborError `KARBOR_MODULE_FAILED` with what the module threw as cause; `KARBOR_PLUGIN_INVALID` without a default export
 */
export async function importDefault(name: string, url: string): Promise<unknown> {
  let loaded: Readonly<Record<string, unknown>>;
  try {
    loaded = (await import(url)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const reason = asError(cause).message;
    throw new KarborError('KARBOR_MODULE_FAILED', `"${name}" failed while loading: ${reason}`, { cause });
  }
  const exported = withoutInterop(loaded['default']);
  if (exported === undefined) {
    throw new KarborError('KARBOR_PLUGIN_INVALID', `"${name}" has no default export: it is no plugin and no bank of Karbor's.`);
  }
  return exported;
}

function withoutInterop(exported: unknown): unknown {
  const isInterop = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return isInterop && 'default' in exported ? exported.default : exported;
}
