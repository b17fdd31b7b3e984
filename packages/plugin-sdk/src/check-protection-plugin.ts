import { DefinitionCheck, isListOfNames, isRecord } from './check-definition.js';
import { hookNames, operationNames } from './hook.js';
import type { ProtectionPlugin } from './protection-plugin.js';

const members = [
  ...['kind', 'apiVersion', 'name', 'configSection', 'configSchema'],
  ...['resourceTypes', 'savedInfoSchema', 'effects', 'operations'],
];
const operationMembers = [...hookNames, 'parametersSchema', 'applies', 'check', 'exclusive', 'whenRelatedFailed', 'group'];

/** Gives `definition` back as a plugin. @throws KarborError `KARBOR_PLUGIN_INVALID`, `KARBOR_PLUGIN_API_VERSION` */
export function checkProtectionPlugin(definition: Readonly<Record<string, unknown>>): ProtectionPlugin {
  const check = new DefinitionCheck('protection-plugin', definition);
  check.names('', definition, members);
  const { resourceTypes, savedInfoSchema, effects, operations } = definition;
  check.that(
    isListOfNames(resourceTypes) && resourceTypes.every((type) => !type.includes('#')),
    '"resourceTypes" must list at least one type, without "#"',
  );
  check.schema('savedInfoSchema', savedInfoSchema);
  check.that(effects === undefined || isRecord(effects), '"effects" must be an object');
  if (isRecord(effects)) {
    for (const [kind, effect] of Object.entries(effects)) checkEffect(check, `effects.${kind}`, effect);
  }
  check.that(isRecord(operations), '"operations" must be an object');
  if (isRecord(operations)) {
    check.names('operations.', operations, operationNames);
    for (const [name, operation] of Object.entries(operations)) checkOperation(check, `operations.${name}`, operation);
  }
  check.finish();
  return definition as unknown as ProtectionPlugin;
}

function checkEffect(check: DefinitionCheck, where: string, effect: unknown): void {
  check.that(isRecord(effect), `"${where}" must be an object`);
  if (!isRecord(effect)) return;
  check.names(`${where}.`, effect, ['urgent', 'session', 'types', 'release', 'exists']);
  check.function(`${where}.release`, effect['release'], true);
  check.function(`${where}.exists`, effect['exists']);
}

function checkOperation(check: DefinitionCheck, where: string, operation: unknown): void {
  if (operation === undefined) return;
  check.that(isRecord(operation), `"${where}" must be an object`);
  if (!isRecord(operation)) return;
  check.names(`${where}.`, operation, operationMembers);
  check.schema(`${where}.parametersSchema`, operation['parametersSchema']);
  for (const name of [...hookNames, 'applies', 'check']) check.function(`${where}.${name}`, operation[name]);
  const { whenRelatedFailed, exclusive, group } = operation;
  check.that(
    whenRelatedFailed === undefined || whenRelatedFailed === 'run' || whenRelatedFailed === 'skip',
    `"${where}.whenRelatedFailed" must be "run" or "skip"`,
  );
  check.that(
    exclusive === undefined || typeof exclusive === 'boolean',
    `"${where}.exclusive" must be true or false`,
  );
  if (group === undefined) return;
  check.that(isRecord(group), `"${where}.group" must be an object`);
  if (!isRecord(group)) return;
  check.names(`${where}.group.`, group, ['key', 'hooks']);
  check.function(`${where}.group.key`, group['key'], true);
  check.that(isRecord(group['hooks']), `"${where}.group.hooks" must be an object`);
  if (!isRecord(group['hooks'])) return;
  check.names(`${where}.group.hooks.`, group['hooks'], hookNames);
  for (const name of hookNames) check.function(`${where}.group.hooks.${name}`, group['hooks'][name]);
}
