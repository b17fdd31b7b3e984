import { mkdir, realpath, rmdir, stat } from 'node:fs/promises';
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
    try {
      await stat(this.objects);
    } catch (cause) {
      if (systemCode(cause) !== 'ENOENT') throw cause;
      throw new KarborError(
        'KARBOR_BANK_FOLDER_MISSING',
        `The folder of the file system bank is gone while it is in use: ${this.objects}. Is its file system still mounted?`,
        { cause, details: { path: this.objects } },
      );
    }
  }

  /** Makes a directory below `objects`. Rejects with `ENOENT` when its parent was removed in the meantime. */
  async make(directory: string): Promise<void> {
    if (await this.has(directory)) return;
    if (directory === this.objects) return void await this.expectThere();
    await this.make(dirname(directory));
    try {
      await mkdir(directory, folderMode);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
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
