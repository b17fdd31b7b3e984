import { z } from 'zod';
import { Problem } from '../http/problem.js';
import { textOf } from '../http/text-of.js';
import { columnsOf, isField, refuseReadOnly, refuseUnknownFormat, writable } from './fields.js';
import type { ImageRecord } from './records.js';

export const patchBody = z.array(
  z.object({
    op: z.enum(['add', 'replace', 'remove']),
    path: z.string().startsWith('/'),
    value: z.unknown().optional(),
  }),
);

type Operation = z.infer<typeof patchBody>[number];

const nameOf = (path: string): string => {
  const name = path.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
  if (name === '' || path.slice(1).includes('/'))
    throw new Problem(400, `Invalid JSON pointer for this resource: '${path}'`);
  return name;
};

const fieldChange = (name: string, { op, value }: Operation): Partial<ImageRecord> => {
  if (op === 'remove') throw new Problem(403, `Property ${name} may not be removed.`);
  const checked = writable.safeParse({ [name]: value });
  if (!checked.success)
    throw new Problem(
      400,
      `Invalid value '${textOf(value)}' for parameter '${name}': ${checked.error.issues[0]?.message ?? ''}`,
    );
  return columnsOf(checked.data);
};

/** The image with these changes made, in order; nothing is changed when one of them is refused. */
export const patched = (image: ImageRecord, operations: readonly Operation[]): Partial<ImageRecord> => {
  const properties = new Map(Object.entries(image.properties));
  let changes: Partial<ImageRecord> = {};
  for (const operation of operations) {
    const name = nameOf(operation.path);
    refuseReadOnly(name);
    if (name === 'id') throw new Problem(403, "Attribute 'id' is read-only.");
    if (isField(name)) {
      if (name.endsWith('_format') && image.status !== 'queued')
        throw new Problem(403, `Attribute ${name} can be only replaced for a queued image.`);
      refuseUnknownFormat({ [name]: operation.value });
      changes = { ...changes, ...fieldChange(name, operation) };
      continue;
    }
    if (operation.op !== 'add' && !properties.has(name)) throw new Problem(409, `Property ${name} does not exist.`);
    if (operation.op === 'remove') properties.delete(name);
    else if (typeof operation.value === 'string' || operation.value === null) properties.set(name, operation.value);
    else
      throw new Problem(
        400,
        `Invalid value '${textOf(operation.value)}' for parameter '${name}': it must be a string.`,
      );
  }
  return { ...changes, properties: Object.fromEntries(properties) };
};
