import type { Inferred } from './inferred.js';

/**
 * A Standard Schema (https://standardschema.dev, version 1) that also gives JSON Schema, as zod 4 does.
 * Only this shape is relied on; the SDK imports no schema library.
 */
export interface Schema<Input = Inferred, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema: {
      readonly input: (options: { readonly target: Inferred }) => Record<string, unknown>;
      readonly output: (options: { readonly target: Inferred }) => Record<string, unknown>;
    };
  };
}

/** What a schema says of a value: the value it made of it, or what is wrong and where. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a value; `path` leads to it from the value's root. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema makes of its input; `None` where there is no schema. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- no schema: no members
export type OutputOf<S, None = Record<never, never>> = [S] extends [never]
  ? None
  : S extends Schema<Inferred, infer Output>
    ? Output
    : never;

/** What a schema takes; `None` where there is no schema. */
export type InputOf<S, None = unknown> = [S] extends [never] ? None : S extends Schema<infer Input> ? Input : never;
