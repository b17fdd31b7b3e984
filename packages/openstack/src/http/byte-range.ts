import { derivedBody } from './derived-body.js';

/** The bytes of `source` after the first `offset`, at most `length` of them. */
export function byteRange(
  source: AsyncIterable<Uint8Array>,
  offset: number,
  length = Infinity
): AsyncIterable<Uint8Array> {
  return derivedBody(source, async function* () {
    let toSkip = offset;
    let left = length;
    for await (const chunk of source) {
      const bytes = chunk.subarray(toSkip);
      toSkip = Math.max(0, toSkip - chunk.byteLength);
      if (bytes.byteLength > 0) yield bytes.byteLength > left ? bytes.subarray(0, left) : bytes;
      left -= bytes.byteLength;
      if (left <= 0) return;
    }
  });
}
