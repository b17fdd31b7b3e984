import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Json, OperationName, ProtectionPlugin, Resource } from '@karbor/plugin-sdk';
import { describeIssues } from './schema-issues.js';

/**
 * What a plugin saved about a resource, as its schema makes it.
 * In delete, what does not fit the schema is `undefined`: a failed or foreign checkpoint must be deletable.
 * @throws KarborError `KARBOR_SAVED_INFO_INVALID`
 */
export async function parseSavedInfo(
  plugin: ProtectionPlugin,
  resource: Resource,
  json: Json | undefined,
  operation: OperationName,
): Promise<unknown> {
  if (!plugin.savedInfoSchema) return json;
  const result = await plugin.savedInfoSchema['~standard'].validate(json);
  if (!result.issues) return result.value;
  if (operation === 'delete') return undefined;
  const saved = operation === 'protect' ? 'what was saved' : 'what the checkpoint saved';
  throw new KarborError(
    'KARBOR_SAVED_INFO_INVALID',
    `${resourceKey(resource)}: ${saved} does not fit the schema of ${plugin.name}: ${describeIssues(result.issues)}.`,
    { details: { resource: resourceKey(resource), plugin: plugin.name } },
  );
}
