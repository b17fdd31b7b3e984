import { constants } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isObjectKey, KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin, ListOptions, PutOptions } from '@karbor/plugin-sdk';
import type { BankFolder } from './bank-folder.js';
import { DirectorySync } from './directory-sync.js';
import { fileError, foreignEntry, systemCode } from './file-error.js';
import { keyPath } from './key-path.js';
import { linkNew } from './link-new.js';
import { listKeys } from './list-keys.js';
import type { TemporaryFiles } from './temporary-files.js';

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** How often a put makes its directory again because others removed it, empty, in the meantime. */
const placeAttempts = 100;

/** A bank whose objects are files. */
export class FileBank implements BankPlugin {
  readonly features = { ifAbsent: 'atomic', consistency: 'strong' } as const;
  readonly #sync: DirectorySync;

  constructor(
    private readonly folder: BankFolder,
    private readonly temporaryFiles: TemporaryFiles,
  ) {
    this.#sync = new DirectorySync(folder.root);
  }

  async putObject(key: string, bytes: Uint8Array, { ifAbsent = false, signal }: PutOptions = {}): Promise<void> {
    await this.#withFile('put', key, signal, async (path) => {
      const temporary = await this.temporaryFiles.write(bytes);
      try {
        signal?.throwIfAborted();
        await this.#place(temporary, path, ifAbsent ? linkNew : rename);
      } catch (error) {
        throw ifAbsent && systemCode(error) === 'EEXIST' ? objectExists(key) : error;
      } finally {
        await this.temporaryFiles.remove(temporary);
      }
      await this.#sync.sync(dirname(path));
    });
  }

  async getObject(key: string, { signal }: CallOptions = {}): Promise<Uint8Array> {
    return await this.#withFile('get', key, signal, async (path) => {
      if (!(await this.folder.has(dirname(path)))) throw await this.#notFound(key);
      try {
        // Not following links, and not waiting for a pipe's writer.
        await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
        if (!(await handle.stat()).isFile()) throw foreignEntry(path);
        return await handle.readFile();
      } catch (error) {
        throw systemCode(error) === 'ENOENT' ? await this.#notFound(key) : error;
      }
    });
  }

  async deleteObject(key: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#withFile('delete', key, signal, async (path) => {
      const directory = dirname(path);
      if (!(await this.folder.has(directory))) return this.folder.expectThere();
      try {
        await unlink(path);
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
      await this.#sync.sync(await this.folder.prune(directory));
    });
  }

  listObjects(prefix: string, options: ListOptions = {}): AsyncIterable<string> {
    return listKeys(this.folder, prefix, options);
  }

  /** Gives a file its name in a directory that others may remove at any time while it is empty. */
  async #place(temporary: string, path: string, move: (from: string, to: string) => Promise<void>): Promise<void> {
    const directory = dirname(path);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.folder.make(directory);
        await move(temporary, path);
        return;
      } catch (error) {
        if (systemCode(error) !== 'ENOENT' || attempt === placeAttempts) throw error;
      }
    }
  }

  async #notFound(key: string): Promise<KarborError> {
    await this.folder.expectThere();
    return new KarborError('KARBOR_OBJECT_NOT_FOUND', `There is no object "${key}".`, { details: { key } });
  }

  async #withFile<Result>(verb: string, key: string, signal: AbortSignal | undefined, use: (path: string) => Promise<Result>): Promise<Result> {
    signal?.throwIfAborted();
    if (!isObjectKey(key)) throw new KarborError('KARBOR_KEY_INVALID', `${JSON.stringify(key)} cannot be an object's key.`, { details: { key } });
    const path = this.folder.inObjects(keyPath(key));
    try {
      const result = await use(path);
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') await this.folder.expectThere();
      throw fileError(`${verb} the object "${key}"`, path, error);
    }
  }
}

function objectExists(key: string): KarborError {
  return new KarborError('KARBOR_OBJECT_EXISTS', `There is an object "${key}" already.`, { details: { key } });
}
