import { lstat, mkdir, realpath, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KarborError } from '@karbor/plugin-sdk';
import { foreignEntry, systemCode } from './file-error.js';
import type { RelativePath } from './key-path.js';

/** Only the bank's user may enter its folders. */
export const folderMode = 0o700;

/** The folders of a bank. `root` is a real path: no part of it is a symbolic link. */
export class BankFolder {
  readonly objects: string;
  readonly temporary: string;

  constructor(readonly root: string) {
    this.objects = join(root, 'objects');
    this.temporary = join(root, 'temporary');
  }

  inObjects(path: RelativePath): string {
    return join(this.objects, ...path);
  }

  /** Whether the directory is there. @throws KarborError `KARBOR_BANK_ENTRY_FOREIGN` when a link leads elsewhere */
  async has(directory: string): Promise<boolean> {
    try {
      if ((await realpath(directory)) !== directory) throw foreignEntry(directory);
      return true;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      return false;
    }
  }

  /**
   * Nothing was found: because there is no object, or because the bank itself is gone?
   * @throws KarborError `KARBOR_BANK_FOLDER_MISSING`
   */
  async expectThere(): Promise<void> {
    for (const path of [this.objects, this.temporary]) {
      if (await isThere(path)) continue;
      throw new KarborError(
        'KARBOR_BANK_FOLDER_MISSING',
        `The file system bank is gone while it is in use: there is no folder ${path}. Mount its file system again, or make it anew by opening the bank again.`,
        { details: { path } },
      );
    }
  }

  /** Makes a directory below `objects`. Rejects with `ENOENT` when others remove its parents at the same time. */
  async make(directory: string): Promise<void> {
    if (await this.has(directory)) return;
    const missing: string[] = [];
    let existing = directory;
    for (; !(await isThere(existing)); existing = dirname(existing)) {
      if (existing === this.objects) await this.expectThere();
      missing.unshift(existing);
    }
    if (await this.has(existing)) for (const path of missing) await makeOne(path);
  }

  /** Removes a directory below `objects` if it is empty, then its parent likewise. Gives the first that stays. */
  async prune(directory: string): Promise<string> {
    if (directory === this.objects) return directory;
    try {
      await rmdir(directory);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') return directory;
    }
    return await this.prune(dirname(directory));
  }
}

/** @throws KarborError `KARBOR_BANK_ENTRY_FOREIGN` for a link, also for one that leads nowhere */
async function isThere(path: string): Promise<boolean> {
  try {
    if ((await lstat(path)).isSymbolicLink()) throw foreignEntry(path);
    return true;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return false;
  }
}

async function makeOne(directory: string): Promise<void> {
  try {
    await mkdir(directory, folderMode);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
