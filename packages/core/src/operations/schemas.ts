import type { Schema } from '@karbor/plugin-sdk';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { ResourceTypeSchemas } from '../provider/protection-provider.js';

/** JSON Schemas (of the input) of what each resource type takes. */
export function schemasOf({ protectionPlugins }: LoadedProvider): Readonly<Record<string, ResourceTypeSchemas>> {
  return Object.fromEntries(
    [...protectionPlugins].map(([type, { definition }]) => {
      const { operations, savedInfoSchema } = definition;
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

function jsonSchema(name: keyof ResourceTypeSchemas, schema: Schema | undefined): ResourceTypeSchemas {
  return schema ? { [name]: schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }) } : {};
}
