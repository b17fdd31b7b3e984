import { KarborError } from '@karbor/plugin-sdk';
import type { Json, Protectable, Resource } from '@karbor/plugin-sdk';
import { toJson } from '../json.js';

/**
 * A copy of what a protectable found, that nobody changes.
 * @throws KarborError `KARBOR_RESOURCE_INVALID` naming what is wrong
 */
export function checkResource(given: unknown, { name: protectable, resourceType }: Protectable): Resource {
  const invalid = (what: string, cause?: unknown): KarborError =>
    new KarborError(
      'KARBOR_RESOURCE_INVALID',
      `${protectable} gave a resource ${what}: this is an error of that package.`,
      {
        cause,
        details: { protectable, type: resourceType },
      },
    );
  if (typeof given !== 'object' || given === null) throw invalid(`that is ${String(given)}`);
  const { type, id, name, extraInfo } = given as Partial<Record<keyof Resource, unknown>>;
  if (type !== resourceType) throw invalid(`of type "${String(type)}" instead of ${resourceType}`);
  if (typeof id !== 'string' || id === '') throw invalid(`of type ${resourceType} without an id`);
  if (typeof name !== 'string') throw invalid(`${resourceType}#${id} without a name`);
  if (extraInfo === undefined) return Object.freeze({ type, id, name });
  try {
    return Object.freeze({ type, id, name, extraInfo: toObject(extraInfo) });
  } catch (cause) {
    throw invalid(`${resourceType}#${id} whose extraInfo is not a plain JSON object`, cause);
  }
}

function toObject(value: unknown): Readonly<Record<string, Json>> {
  const json = toJson(value, 'extraInfo');
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TypeError('extraInfo is not an object');
  return json as Readonly<Record<string, Json>>;
}
