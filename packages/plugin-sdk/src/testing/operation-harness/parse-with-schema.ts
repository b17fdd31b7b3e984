import { KarborError } from '../../errors.js';
import type { KarborErrorCode } from '../../errors.js';
import type { Schema, SchemaIssue } from '../../schema.js';

/** What `schema` makes of `value`. @throws KarborError `code`, naming `what` and all that is wrong with it */
export async function parseWithSchema(
  schema: Schema,
  value: unknown,
  { what, code }: { readonly what: string; readonly code: KarborErrorCode },
): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  if (!result.issues) return result.value;
  throw new KarborError(code, `${what} does not fit its schema: ${result.issues.map(describe).join('; ')}.`);
}

/** What a schema makes of some members; without a schema there must be none. */
export async function parseMembers(
  schema: Schema | undefined,
  members: Readonly<Record<string, unknown>>,
  about: { readonly what: string; readonly code: KarborErrorCode },
): Promise<unknown> {
  if (schema) return await parseWithSchema(schema, members, about);
  const names = Object.keys(members);
  if (names.length === 0) return {};
  throw new KarborError(about.code, `${about.what} has ${names.join(', ')}, but the plugin has no schema for it.`);
}

function describe({ path = [], message }: SchemaIssue): string {
  const names = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return names.length === 0 ? message : `"${names.join('.')}": ${message}`;
}
