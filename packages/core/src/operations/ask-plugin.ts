import { isKarborError, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { ProtectionPlugin, Resource } from '@karbor/plugin-sdk';
import { asError } from '../executor/as-error.js';

/**
 * What a plugin answers about a resource before its operation runs.
 * @throws KarborError with the code of what the plugin threw, or `KARBOR_PLUGIN_INVALID`, naming both
 */
export function askPlugin<Answer>(plugin: ProtectionPlugin, resource: Resource, question: string, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (cause) {
    const code = isKarborError(cause) ? cause.code : 'KARBOR_PLUGIN_INVALID';
    const message = `${plugin.name} could not tell "${question}" of ${resourceKey(resource)}: ${asError(cause).message}`;
    throw new KarborError(code, message, { cause, details: { resource: resourceKey(resource), plugin: plugin.name } });
  }
}
