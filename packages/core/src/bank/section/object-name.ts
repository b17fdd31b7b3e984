import { KarborError } from '@karbor/plugin-sdk';
import { objectKeyPattern } from '@karbor/plugin-sdk';
import { keyStartPattern } from '../object-key.js';

/** In bytes of UTF-8, with the prefixes of the sections that it is in. */
const maximumNameLength = 512;

/** Checks the logical name of an object in a section. @throws KarborError `KARBOR_KEY_INVALID` */
export function checkObjectName(name: string): void {
  check(name, objectKeyPattern, 'name for an object');
}

/** Checks a prefix or a marker of a listing. @throws KarborError `KARBOR_KEY_INVALID` */
export function checkNameStart(start: string): void {
  check(start, keyStartPattern, 'start of a name');
}

function check(name: string, pattern: RegExp, what: string): void {
  if (pattern.test(name) && Buffer.byteLength(name) <= maximumNameLength) return;
  throw new KarborError(
    'KARBOR_KEY_INVALID',
    `${JSON.stringify(name)} is no ${what} in a section: give 1 to ${maximumNameLength} bytes, segments between "/" that are not empty, "." or "..", and no control characters.`,
    { details: { key: name } },
  );
}
