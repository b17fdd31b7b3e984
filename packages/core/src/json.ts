import { isDeepStrictEqual } from 'node:util';
import { KarborError } from '@karbor/plugin-sdk';
import type { Json } from '@karbor/plugin-sdk';

/**
 * A copy of `value` as it comes back from JSON; `undefined` stays `undefined`.
 * @throws KarborError `KARBOR_NOT_JSON` naming `what` when something of it would be lost or changed
 */
export function toJson(value: unknown, what: string): Json | undefined {
  if (value === undefined) return undefined;
  let copy: Json;
  try {
    copy = JSON.parse(JSON.stringify(value)) as Json;
  } catch (cause) {
    throw notJson(what, cause);
  }
  if (!isDeepStrictEqual(copy, withoutUndefined(value))) throw notJson(what);
  return copy;
}

function notJson(what: string, cause?: unknown): KarborError {
  return new KarborError(
    'KARBOR_NOT_JSON',
    `${what} is not plain JSON: use only null, booleans, finite numbers, strings, arrays and plain objects.`,
    { cause },
  );
}

/** Members that are `undefined` are not there in JSON: that is no loss. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, withoutUndefined(member)]),
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
