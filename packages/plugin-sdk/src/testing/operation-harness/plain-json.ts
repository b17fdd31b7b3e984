import { isDeepStrictEqual } from 'node:util';
import { KarborError } from '../../errors.js';
import type { Json } from '../../json.js';

/**
 * A copy of `value` that went through JSON; `undefined` stays `undefined`.
 * @throws KarborError `KARBOR_NOT_JSON` when anything is lost or changed on the way
 */
export function throughJson(value: unknown, what: string): Json | undefined {
  if (value === undefined) return undefined;
  let copy: Json | undefined;
  let cause: unknown;
  try {
    copy = JSON.parse(JSON.stringify(value)) as Json;
  } catch (error) {
    cause = error;
  }
  if (copy !== undefined && isDeepStrictEqual(copy, withoutUndefined(value))) return copy;
  throw new KarborError(
    'KARBOR_NOT_JSON',
    `${what} is not plain JSON: use only null, booleans, finite numbers, strings, arrays and plain objects.`,
    { cause },
  );
}

/** JSON leaves out members that are `undefined`, which is no loss. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutUndefined(member)]));
}
