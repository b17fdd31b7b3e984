import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankFolder } from './bank-folder.js';
import { syncDirectory } from './directory-sync.js';
import { systemCode } from './file-error.js';
import { linkNew } from './link-new.js';
import type { TemporaryFiles } from './temporary-files.js';

/** The file that says that a folder is a bank, and in which layout. */
const markName = 'karbor-bank-fs.json';
const mark = `${JSON.stringify({ format: 'karbor-bank-fs', version: 1 })}\n`;

/**
 * Marks a new bank, and checks the mark of another.
 * @throws KarborError `KARBOR_FORMAT_UNSUPPORTED` for a layout that is not known here
 */
export async function checkMark({ root }: BankFolder, temporaryFiles: TemporaryFiles): Promise<void> {
  const path = join(root, markName);
  const found = (await readMark(path)) ?? (await makeMark(path, root, temporaryFiles));
  if (found === mark) return;
  throw new KarborError(
    'KARBOR_FORMAT_UNSUPPORTED',
    `${path} does not say ${mark.trim()}: the bank was made by a newer Karbor, or the file is damaged. Use that Karbor, or repair the file.`,
    { details: { path } },
  );
}

async function readMark(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeMark(path: string, root: string, temporaryFiles: TemporaryFiles): Promise<string | undefined> {
  const temporary = await temporaryFiles.write(Buffer.from(mark));
  try {
    await linkNew(temporary, path);
    await syncDirectory(root);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  } finally {
    await temporaryFiles.remove(temporary);
  }
  return readMark(path);
}
