/** In bytes of UTF-8: no key of a bank is longer. */
export const maximumKeyLength = 1024;

/** A key of a bank: segments between slashes, none of them empty, `.` or `..`, without control characters. */
export const objectKeyPattern = /^(?!\.\.?(?:\/|$))[^/\p{Cc}\p{Cs}]+(?:\/(?!\.\.?(?:\/|$))[^/\p{Cc}\p{Cs}]+)*$/u;

/** Whether a bank can be asked for `key`: it fits the pattern and is not too long. */
export function isObjectKey(key: string): boolean {
  return objectKeyPattern.test(key) && Buffer.byteLength(key) <= maximumKeyLength;
}
