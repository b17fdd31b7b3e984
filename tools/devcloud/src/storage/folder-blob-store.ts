import { createReadStream } from 'node:fs';
import { type FileHandle, constants, copyFile, mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BlobMissing, type BlobStore } from './blob-store.js';
import { Turns } from './turns.js';

const blockSize = 1024 * 1024;
const zeros = Buffer.alloc(blockSize);

const isZero = (bytes: Uint8Array): boolean =>
  bytes.length <= blockSize &&
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).equals(zeros.subarray(0, bytes.length));

/** Leaves a hole where a whole piece is zero. */
const writeSparse = async (file: FileHandle, source: AsyncIterable<Uint8Array>): Promise<number> => {
  let offset = 0;
  for await (const bytes of source) {
    if (!isZero(bytes)) await file.write(bytes, 0, bytes.length, offset);
    offset += bytes.length;
  }
  await file.truncate(offset);
  return offset;
};

/** One buffer for all blocks, and nothing written where a block is zero: a gigabyte of holes takes a moment. */
const copySparse = async (from: FileHandle, to: FileHandle): Promise<void> => {
  const { size } = await from.stat();
  const block = Buffer.alloc(Math.min(blockSize, Math.max(size, 1)));
  for (let offset = 0; offset < size;) {
    const { bytesRead } = await from.read(block, 0, block.length, offset);
    if (bytesRead === 0) break;
    const bytes = block.subarray(0, bytesRead);
    if (!isZero(bytes)) await to.write(bytes, 0, bytesRead, offset);
    offset += bytesRead;
  }
  await to.truncate(size);
};

const missing =
  (name: string) =>
  (error: unknown): never => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new BlobMissing(name) : error;
  };

/** One sparse file per name. */
export class FolderBlobStore implements BlobStore {
  readonly #turns = new Turns();

  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<FolderBlobStore> {
    await mkdir(folder, { recursive: true });
    return new FolderBlobStore(folder);
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  create(name: string, size: number): Promise<void> {
    return this.#turns.take(name, () => this.#replace(name, (file) => file.truncate(size)));
  }

  fill(name: string, source: AsyncIterable<Uint8Array>): Promise<number> {
    return this.#replace(name, (file) => writeSparse(file, source));
  }

  async #replace<T>(name: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
    const temporary = `${this.#path(name)}.new`;
    const file = await open(temporary, 'w');
    try {
      const result = await write(file);
      await file.close();
      await rename(temporary, this.#path(name));
      return result;
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    return this.#turns.take(name, () =>
      this.#opened(name, 'r+', async (file) => {
        await file.write(bytes, 0, bytes.length, offset);
      }),
    );
  }

  async #opened<T>(name: string, flags: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await open(this.#path(name), flags).catch(missing(name));
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }

  read(name: string, offset: number, length: number): Promise<Buffer> {
    return this.#opened(name, 'r', async (file) => {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      await file.read(bytes, 0, bytes.length, offset);
      return bytes;
    });
  }

  stream(name: string, start = 0, end?: number): Readable {
    if (end !== undefined && end <= start) return Readable.from([]);
    return createReadStream(this.#path(name), {
      start,
      ...(end !== undefined && { end: end - 1 }),
      highWaterMark: 256 * 1024,
    });
  }

  copy(from: string, to: string): Promise<void> {
    return this.#turns.take(from, async () => {
      const temporary = `${this.#path(to)}.new`;
      try {
        await copyFile(this.#path(from), temporary, constants.COPYFILE_FICLONE_FORCE);
        await rename(temporary, this.#path(to));
      } catch {
        // Not every file system shares blocks; a plain copy would fill the holes.
        await rm(temporary, { force: true });
        await this.#opened(from, 'r', (source) => this.#replace(to, (target) => copySparse(source, target)));
      }
    });
  }

  resize(name: string, size: number): Promise<void> {
    return this.#turns.take(name, () => truncate(this.#path(name), size).catch(missing(name)));
  }

  async size(name: string): Promise<number> {
    return (await stat(this.#path(name)).catch(missing(name))).size;
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }
}
