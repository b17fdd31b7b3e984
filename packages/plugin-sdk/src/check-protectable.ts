import { DefinitionCheck, isNonEmptyString } from './check-definition.js';
import type { Protectable } from './protectable.js';

const members = ['kind', 'apiVersion', 'name', 'configSection', 'configSchema', 'resourceType', 'parentTypes'];
const functions = ['list', 'show', 'dependents'];

/** Gives `definition` back as a protectable. @throws KarborError `KARBOR_PLUGIN_INVALID`, `KARBOR_PLUGIN_API_VERSION` */
export function checkProtectable(definition: Readonly<Record<string, unknown>>): Protectable {
  const check = new DefinitionCheck('protectable', definition);
  check.names('', definition, [...members, ...functions]);
  const { resourceType, parentTypes } = definition;
  check.that(isNonEmptyString(resourceType) && !resourceType.includes('#'), '"resourceType" must be a type without "#"');
  check.that(Array.isArray(parentTypes) && parentTypes.every(isNonEmptyString), '"parentTypes" must be a list of types');
  for (const name of functions) check.function(name, definition[name], name !== 'dependents');
  check.finish();
  return definition as unknown as Protectable;
}
