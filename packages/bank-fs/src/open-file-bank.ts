import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Logger } from '@karbor/plugin-sdk';
import { BankFolder, folderMode } from './bank-folder.js';
import { checkMark } from './bank-mark.js';
import { syncDirectory } from './directory-sync.js';
import { FileBank } from './file-bank.js';
import { fileError, systemCode } from './file-error.js';
import { TemporaryFiles } from './temporary-files.js';

/** Opens the bank in a folder, which is made when it is missing. */
export async function openFileBank(path: string, log: Logger): Promise<FileBank> {
  try {
    await makeFolder(resolve(path));
    const folder = new BankFolder(await realpath(path));
    for (const part of [folder.objects, folder.temporary]) {
      await makeFolder(part);
      await folder.has(part);
    }
    const temporaryFiles = await TemporaryFiles.open(folder.temporary);
    await checkMark(folder, temporaryFiles);
    const removed = await temporaryFiles.removeStale().catch(() => 0);
    if (removed > 0) log.info('Removed what puts of dead processes left behind', { folder: folder.temporary, files: removed });
    return new FileBank(folder, temporaryFiles);
  } catch (error) {
    throw fileError('open its folder', path, error);
  }
}

/** Makes a folder and all on the way to it, durably. Rejects with `EEXIST` when something else has its name. */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  await makeFolder(dirname(path));
  try {
    await mkdir(path, folderMode);
  } catch (error) {
    // Another process may have been quicker.
    if (systemCode(error) !== 'EEXIST' || !(await isFolder(path))) throw error;
  }
  await syncDirectory(dirname(path));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return false;
  }
}
