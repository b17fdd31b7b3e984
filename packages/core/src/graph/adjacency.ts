/**
 * Directed edges between the integers from 0 to `size - 1`, in two flat arrays. The edges of a node are numbered
 * from `begin(node)` to `end(node) - 1`, in the order in which they were given.
 */
export class Adjacency {
  readonly size: number;
  readonly #offsets: Int32Array;
  readonly #targets: Int32Array;

  private constructor(size: number, offsets: Int32Array, targets: Int32Array) {
    this.size = size;
    this.#offsets = offsets;
    this.#targets = targets;
  }

  /** The edges `sources[i]` → `targets[i]`. */
  static from(size: number, sources: ArrayLike<number>, targets: ArrayLike<number>): Adjacency {
    const offsets = new Int32Array(size + 1);
    for (let edge = 0; edge < sources.length; edge++) increment(offsets, (sources[edge] as number) + 1);
    for (let node = 0; node < size; node++)
      offsets[node + 1] = (offsets[node + 1] as number) + (offsets[node] as number);
    const next = offsets.slice();
    const ordered = new Int32Array(sources.length);
    for (let edge = 0; edge < sources.length; edge++) {
      ordered[increment(next, sources[edge] as number)] = targets[edge] as number;
    }
    return new Adjacency(size, offsets, ordered);
  }

  begin(node: number): number {
    return this.#offsets[node] as number;
  }

  end(node: number): number {
    return this.#offsets[node + 1] as number;
  }

  target(edge: number): number {
    return this.#targets[edge] as number;
  }

  degree(node: number): number {
    return this.end(node) - this.begin(node);
  }

  /** A copy. */
  targets(node: number): number[] {
    return Array.from(this.#targets.subarray(this.begin(node), this.end(node)));
  }

  /** How many edges lead to each node. A new array. */
  inDegrees(): Int32Array {
    const degrees = new Int32Array(this.size);
    for (let edge = 0; edge < this.#targets.length; edge++) increment(degrees, this.target(edge));
    return degrees;
  }

  reversed(): Adjacency {
    const sources = new Int32Array(this.#targets.length);
    for (let node = 0; node < this.size; node++) sources.fill(node, this.begin(node), this.end(node));
    return Adjacency.from(this.size, this.#targets, sources);
  }
}

function increment(array: Int32Array, index: number): number {
  const before = array[index] as number;
  array[index] = before + 1;
  return before;
}
