import type { Schema } from '@karbor/plugin-sdk';

/** The settings that a schema names. */
export interface InputProperties {
  /** By name, the JSON Schema of each. */
  readonly properties: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Whether it names them all: a setting with another name is then read by nobody. */
  readonly complete: boolean;
}

const unknownProperties: InputProperties = { properties: new Map(), complete: false };
const combining = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties'];
const scalarTypes = ['string', 'number', 'integer', 'boolean', 'null'];

/** Asks a schema for its JSON Schema; one that has none for its input tells nothing. */
export function inputProperties(schema: Schema): InputProperties {
  const json = jsonSchemaOf(schema);
  if (!isRecord(json?.['properties'])) return unknownProperties;
  const { additionalProperties: further } = json;
  return {
    properties: new Map(Object.entries(json['properties']).filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]))),
    complete: (further === undefined || further === false) && combining.every((keyword) => !(keyword in json)),
  };
}

/** Whether a setting takes one value only, as far as its JSON Schema tells. */
export function takesOneValue(property: Readonly<Record<string, unknown>> | undefined): boolean {
  const types = [property?.['type']].flat();
  return types.every((type) => typeof type === 'string' && scalarTypes.includes(type));
}

/** Whether a setting takes a list only. */
export function takesList(property: Readonly<Record<string, unknown>> | undefined): boolean {
  return property?.['type'] === 'array';
}

function jsonSchemaOf(schema: Schema): Readonly<Record<string, unknown>> | undefined {
  try {
    return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
