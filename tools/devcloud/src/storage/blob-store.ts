import type { Readable } from 'node:stream';

/**
 * Named runs of bytes that may be sparse: volumes, snapshots, root disks, images, objects. A name that is not there fails.
 * Reading, writing, copying, resizing of one name never overlap: a copy is of one instant.
 */
export interface BlobStore {
  /** All zeros; replaces what was there. */
  create(name: string, size: number): Promise<void>;
  /** Replaces what was there; on failure nothing is left. Returns the size. */
  fill(name: string, source: AsyncIterable<Uint8Array>): Promise<number>;
  /** Within the blob's size. */
  write(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  read(name: string, offset: number, length: number): Promise<Buffer>;
  /** The bytes from `start` to `end` (exclusive) with backpressure; what is removed or written meanwhile may or may not be seen. */
  stream(name: string, start?: number, end?: number): Readable;
  copy(from: string, to: string): Promise<void>;
  /** Cuts, or adds zeros. */
  resize(name: string, size: number): Promise<void>;
  size(name: string): Promise<number>;
  /** Fine when absent. */
  remove(name: string): Promise<void>;
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
  constructor(readonly blob: string) {
    super(`There are no bytes called ${blob}.`);
  }
}
