/**
 * A body made from `source`. Returning it before reading began lets go of the source too; a generator alone would not.
 */
export function derivedBody(
  source: AsyncIterable<Uint8Array>,
  generate: () => AsyncGenerator<Uint8Array, void, undefined>
): AsyncIterable<Uint8Array> {
  const generator = generate();
  let started = false;
  const iterator: AsyncIterator<Uint8Array, void, undefined> = {
    next: () => {
      started = true;
      return generator.next();
    },
    return: async () => {
      if (!started) await source[Symbol.asyncIterator]().return?.();
      return await generator.return();
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
