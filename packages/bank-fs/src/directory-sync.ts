import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './file-error.js';

/** How many directories are remembered as durable. */
const remembered = 10_000;

/**
 * Makes the entries of directories durable: those of the directory itself, and those that lead to it from `top`,
 * whoever made them. Calls that overlap share one fsync.
 */
export class DirectorySync {
  /** By path: the identity of a directory whose way from `top` is durable. As long as it lives, so do its parents. */
  readonly #durable = new Map<string, string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  constructor(readonly top: string) {}

  /** When it resolves, everything that was in the directory when it was called is durable. */
  sync(directory: string): Promise<void> {
    const waiting = this.#waiting.get(directory);
    if (waiting) return waiting;
    const running = this.#running.get(directory);
    if (!running) return this.#start(directory);
    // What runs may have begun before the caller's change: only the next fsync is sure to see it.
    const next = running
      .catch(() => undefined)
      .then(() => {
        this.#waiting.delete(directory);
        return this.#start(directory);
      });
    this.#waiting.set(directory, next);
    return next;
  }

  #start(directory: string): Promise<void> {
    const running = this.#syncWithParents(directory).finally(() => this.#running.delete(directory));
    this.#running.set(directory, running);
    return running;
  }

  async #syncWithParents(directory: string): Promise<void> {
    const found = await syncDirectory(directory);
    if (directory === this.top || !found || this.#durable.get(directory) === found.identity) return;
    await this.sync(dirname(directory));
    if (found.identity === undefined) return;
    if (this.#durable.size >= remembered) this.#durable.clear();
    this.#durable.set(directory, found.identity);
  }
}

/** A directory as it was found. */
interface FoundDirectory {
  /** Differs from that of one that is later made in its place; `undefined` where the file system does not tell. */
  readonly identity: string | undefined;
}

/** Gives nothing when the directory is gone, and with it all that was in it. */
export async function syncDirectory(directory: string): Promise<FoundDirectory | undefined> {
  // Windows opens no directory; NTFS keeps the order of its entries by itself.
  if (process.platform === 'win32') return undefined;
  try {
    await using handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    const { dev, ino, birthtimeNs } = await handle.stat({ bigint: true });
    await handle.sync();
    return { identity: birthtimeNs === 0n ? undefined : `${dev}:${ino}:${birthtimeNs}` };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
