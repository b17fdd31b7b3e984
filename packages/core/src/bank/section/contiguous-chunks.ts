/** Tells of chunks that are stored in any order, as far as none before them is missing. */
export class ContiguousChunks {
  readonly #tell: (first: number, sha256: readonly string[]) => void;
  readonly #waiting = new Map<number, string>();
  #next = 1;

  constructor(tell: (first: number, sha256: readonly string[]) => void) {
    this.#tell = tell;
  }

  /** `number` is from 1. */
  stored(number: number, sha256: string): void {
    this.#waiting.set(number, sha256);
    const first = this.#next;
    const hashes: string[] = [];
    for (let hash = this.#waiting.get(first); hash !== undefined; hash = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      hashes.push(hash);
    }
    if (hashes.length > 0) this.#tell(first, hashes);
  }
}
