import { Readable } from 'node:stream';
import { BlobMissing, type BlobStore } from './blob-store.js';

const chunkSize = 64 * 1024;
const zeros = Buffer.alloc(chunkSize);

/** Chunks are never changed once they are in the map, so a copy of the map is a copy of the bytes. */
interface Blob {
  size: number;
  chunks: Map<number, Buffer>;
}

const isZero = (chunk: Buffer): boolean =>
  chunk.equals(chunk.length === chunkSize ? zeros : zeros.subarray(0, chunk.length));

const writeInto = (blob: Blob, offset: number, bytes: Uint8Array): void => {
  let done = 0;
  while (done < bytes.length) {
    const position = offset + done;
    const index = Math.floor(position / chunkSize);
    const within = position % chunkSize;
    const part = bytes.subarray(done, done + chunkSize - within);
    const chunk = Buffer.from(blob.chunks.get(index) ?? zeros);
    chunk.set(part, within);
    if (isZero(chunk)) blob.chunks.delete(index);
    else blob.chunks.set(index, chunk);
    done += part.length;
  }
};

function* piecesOf(blob: Blob, start: number, end: number): Generator<Buffer> {
  let position = start;
  while (position < end) {
    const within = position % chunkSize;
    const length = Math.min(chunkSize - within, end - position);
    yield (blob.chunks.get(Math.floor(position / chunkSize)) ?? zeros).subarray(within, within + length);
    position += length;
  }
}

const snapshotOf = (blob: Blob): Blob => ({ size: blob.size, chunks: new Map(blob.chunks) });

/** Keeps only chunks that are not all zero; copies share them. */
export class MemoryBlobStore implements BlobStore {
  readonly #blobs = new Map<string, Blob>();

  #get(name: string): Blob {
    const blob = this.#blobs.get(name);
    if (blob === undefined) throw new BlobMissing(name);
    return blob;
  }

  create(name: string, size: number): Promise<void> {
    this.#blobs.set(name, { size, chunks: new Map() });
    return Promise.resolve();
  }

  async fill(name: string, source: AsyncIterable<Uint8Array>): Promise<number> {
    const blob: Blob = { size: 0, chunks: new Map() };
    for await (const bytes of source) {
      writeInto(blob, blob.size, bytes);
      blob.size += bytes.length;
    }
    this.#blobs.set(name, blob);
    return blob.size;
  }

  async write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    await Promise.resolve();
    writeInto(this.#get(name), offset, bytes);
  }

  async read(name: string, offset: number, length: number): Promise<Buffer> {
    await Promise.resolve();
    const blob = this.#get(name);
    return Buffer.concat([...piecesOf(blob, offset, Math.min(blob.size, offset + length))]);
  }

  stream(name: string, start = 0, end?: number): Readable {
    const blob = snapshotOf(this.#get(name));
    return Readable.from(piecesOf(blob, start, end ?? blob.size));
  }

  async copy(from: string, to: string): Promise<void> {
    await Promise.resolve();
    this.#blobs.set(to, snapshotOf(this.#get(from)));
  }

  async resize(name: string, size: number): Promise<void> {
    await Promise.resolve();
    const blob = this.#get(name);
    if (size < blob.size) {
      const kept = [...piecesOf(blob, Math.floor(size / chunkSize) * chunkSize, size)];
      for (const index of [...blob.chunks.keys()]) if ((index + 1) * chunkSize > size) blob.chunks.delete(index);
      writeInto(blob, Math.floor(size / chunkSize) * chunkSize, Buffer.concat(kept));
    }
    blob.size = size;
  }

  async size(name: string): Promise<number> {
    await Promise.resolve();
    return this.#get(name).size;
  }

  remove(name: string): Promise<void> {
    this.#blobs.delete(name);
    return Promise.resolve();
  }
}
