import { createCipheriv, createHash } from 'node:crypto';

const mebibyte = 2 ** 20;
const nothing = Buffer.alloc(mebibyte);

/** Bytes that look random and are the same for the same seed, a MiB at a time. */
export function* generatedBytes(seed: string, mebibytes: number): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16));
  for (let index = 0; index < mebibytes; index++) yield cipher.update(nothing);
}

export const bytesOf = (seed: string, mebibytes: number): Buffer => Buffer.concat([...generatedBytes(seed, mebibytes)]);

/** The SHA-512 of pieces of bytes, in hex, and of zeros behind them up to so many MiB. */
export async function sha512(pieces: Iterable<Uint8Array>, mebibytes = 0): Promise<string> {
  const hash = createHash('sha512');
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

/** The hash of a volume of 1 GiB that was made of an image with these bytes. */
export const hashOfVolumeWith = (bytes: Uint8Array): Promise<string> => sha512([bytes], 1024);
