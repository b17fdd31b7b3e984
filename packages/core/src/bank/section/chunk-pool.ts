/** A fixed number of buffers, made when they are first needed: what bounds the memory of a stream. */
export class ChunkPool {
  readonly #chunkSize: number;
  #unmade: number;
  readonly #free: Buffer[] = [];
  readonly #waiting: ((buffer: Buffer) => void)[] = [];

  constructor(chunkSize: number, count: number) {
    this.#chunkSize = chunkSize;
    this.#unmade = count;
  }

  /** A buffer that nobody else has, as soon as there is one. */
  async take(): Promise<Buffer> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#unmade > 0) {
      this.#unmade--;
      return Buffer.allocUnsafeSlow(this.#chunkSize);
    }
    return await new Promise<Buffer>((resolve) => this.#waiting.push(resolve));
  }

  give(buffer: Buffer): void {
    const next = this.#waiting.shift();
    if (next) next(buffer);
    else this.#free.push(buffer);
  }
}
