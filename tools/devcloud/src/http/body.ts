import type { z } from 'zod';
import type { Call } from './call.js';
import { Problem } from './problem.js';

const limit = 16 * 1024 * 1024;

export const readBytes = async (call: Call): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of call.request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new Problem(413, 'Request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem(400, 'Malformed request body');
  }
};

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], body);

/** The body as JSON of this shape; a Problem 400 that names the field otherwise. */
export const readJson = async <T>(call: Call, schema: z.ZodType<T>): Promise<T> => {
  const body = parse((await readBytes(call)).toString('utf8'));
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const value = JSON.stringify(valueAt(body, path)) as string | undefined;
  throw new Problem(
    400,
    `Invalid input for field/attribute ${String(path.at(-1) ?? 'body')}. Value: ${value ?? 'None'}. ${issue?.message ?? ''}`,
  );
};
