import { KarborError } from '@karbor/plugin-sdk';
import type { Schema } from '@karbor/plugin-sdk';
import { asError } from '../executor/as-error.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { ResourceTypeSchemas } from '../provider/protection-provider.js';

/** JSON Schemas (of the input) of what each resource type takes. @throws KarborError `KARBOR_PLUGIN_INVALID` */
export function schemasOf({ protectionPlugins }: LoadedProvider): Readonly<Record<string, ResourceTypeSchemas>> {
  return Object.fromEntries(
    [...protectionPlugins].map(([type, { definition }]) => {
      const { operations, savedInfoSchema } = definition;
      const jsonSchema = (name: keyof ResourceTypeSchemas, schema: Schema | undefined): ResourceTypeSchemas =>
        schema ? { [name]: inputOf(schema, `The schema "${name}" of ${definition.name} for ${type}`) } : {};
      const schemas: ResourceTypeSchemas = {
        ...jsonSchema('options', operations.protect?.parametersSchema),
        ...jsonSchema('restore', operations.restore?.parametersSchema),
        ...jsonSchema('delete', operations.delete?.parametersSchema),
        ...jsonSchema('verify', operations.verify?.parametersSchema),
        ...jsonSchema('savedInfo', savedInfoSchema),
      };
      return [type, schemas];
    }),
  );
}

function inputOf(schema: Schema, what: string): Readonly<Record<string, unknown>> {
  try {
    return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  } catch (cause) {
    const message = `${what} cannot be given as JSON Schema: ${asError(cause).message}. Describe its input with JSON types only.`;
    throw new KarborError('KARBOR_PLUGIN_INVALID', message, { cause });
  }
}
