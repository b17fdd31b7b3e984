import { KarborError } from '@karbor/plugin-sdk';

/** In bytes of UTF-8: Swift's own limit. */
const longest = 1024;

/** @throws KarborError `KARBOR_KEY_INVALID` for a key that no object of Swift could have */
export function checkKey(key: string): void {
  const isUnicode = !/[\0\p{Cs}]/u.test(key);
  if (key !== '' && isUnicode && Buffer.byteLength(key) <= longest) return;
  throw new KarborError(
    'KARBOR_KEY_INVALID',
    `Swift has no object called ${JSON.stringify(key)}: a name has 1 to ${longest} bytes of UTF-8 and no NUL.`,
    { details: { key } },
  );
}
