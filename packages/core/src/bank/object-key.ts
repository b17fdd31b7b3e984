import { KarborError, maximumKeyLength, objectKeyPattern } from '@karbor/plugin-sdk';

/** What a key may start with: whole segments as in a key, then perhaps a part of one. */
export const keyStartPattern = /^(?:(?!\.\.?\/)[^/\p{Cc}\p{Cs}]+\/)*[^/\p{Cc}\p{Cs}]*$/u;

/** @throws KarborError `KARBOR_KEY_INVALID` */
export function checkObjectKey(key: string): void {
  check(key, objectKeyPattern, 'object key');
}

/** Checks a prefix or a marker of a listing. @throws KarborError `KARBOR_KEY_INVALID` */
export function checkKeyStart(start: string): void {
  check(start, keyStartPattern, 'start of an object key');
}

/** A key of a section as the bank knows it. */
export function joinKey(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}/${key}`;
}

function check(key: string, pattern: RegExp, what: string): void {
  if (pattern.test(key) && Buffer.byteLength(key) <= maximumKeyLength) return;
  throw new KarborError(
    'KARBOR_KEY_INVALID',
    `${JSON.stringify(key)} is no ${what}: give 1 to ${maximumKeyLength} bytes, segments between "/" that are not empty, "." or "..", and no control characters.`,
    { details: { key } },
  );
}
