import { createHash, type Hash } from 'node:crypto';

/** Hashes bytes on their way. */
export class Digests {
  readonly #hashes: ReadonlyMap<string, Hash>;

  constructor(...algorithms: readonly string[]) {
    this.#hashes = new Map(algorithms.map((algorithm) => [algorithm, createHash(algorithm)]));
  }

  async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      for (const hash of this.#hashes.values()) hash.update(bytes);
      yield bytes;
    }
  }

  async drain(source: AsyncIterable<Uint8Array>): Promise<void> {
    const iterator = this.pass(source);
    while (!(await iterator.next()).done);
  }

  /** In hex, after all bytes have passed. */
  hex(algorithm: string): string {
    const hash = this.#hashes.get(algorithm);
    if (hash === undefined) throw new Error(`${algorithm} was not computed.`);
    return hash.digest('hex');
  }
}
