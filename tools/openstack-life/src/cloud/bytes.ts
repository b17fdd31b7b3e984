import { createCipheriv, createHash } from 'node:crypto';
import { bytesPerGigabyte } from '@karbor/openstack-cloud';

const mebibyte = 2 ** 20;
const nothing = Buffer.alloc(mebibyte);

/** Bytes that look random and are the same for the same seed, a MiB at a time. */
export function* generatedBytes(seed: string, mebibytes: number): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16));
  for (let index = 0; index < mebibytes; index++) yield cipher.update(nothing);
}

export const bytesOf = (seed: string, mebibytes: number): Buffer => Buffer.concat([...generatedBytes(seed, mebibytes)]);

/** The SHA-512 of pieces of bytes, in hex, as Glance has it. */
export const sha512 = (pieces: Iterable<Uint8Array>): Promise<string> => digest('sha512', pieces);

/** The SHA-256 of a volume of a gigabyte that begins with these bytes, and of which the rest is zeros. */
export const hashOfVolumeWith = (bytes: Uint8Array): Promise<string> => digest('sha256', [bytes], bytesPerGigabyte / mebibyte);

/** The same of a server's own disk. */
export const hashOfDiskWith = (bytes: Uint8Array): Promise<string> => digest('sha256', [bytes], 1024);

/** The hash of pieces of bytes, in hex, and of zeros behind them up to so many MiB. */
async function digest(algorithm: 'sha256' | 'sha512', pieces: Iterable<Uint8Array>, mebibytes = 0): Promise<string> {
  const hash = createHash(algorithm);
  let size = 0;
  for (const piece of pieces) {
    hash.update(piece);
    size += piece.byteLength;
  }
  for (; size < mebibytes * mebibyte; size += mebibyte) {
    hash.update(nothing.subarray(0, Math.min(mebibyte, mebibytes * mebibyte - size)));
    // Others want to work, too.
    if (size % (64 * mebibyte) === 0) await new Promise(setImmediate);
  }
  return hash.digest('hex');
}
