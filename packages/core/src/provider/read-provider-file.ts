import { readFile, stat } from 'node:fs/promises';
import { asError } from '../executor/as-error.js';
import type { FileReport } from './file-report.js';
import { parseIniFile } from './ini/ini-file.js';
import type { IniSections } from './ini/ini-file.js';
import { readExecutorSection } from './sections/executor-section.js';
import type { ExecutorSection } from './sections/executor-section.js';
import { readProviderSection } from './sections/provider-section.js';
import type { ProviderSection } from './sections/provider-section.js';

/** A provider file as it was read, before anything that it names is looked for. */
export interface ProviderFile {
  readonly sections: IniSections;
  readonly provider: ProviderSection;
  readonly executor: ExecutorSection;
}

/** A file that is larger than this is something else. */
const largestFile = 1024 * 1024;

/** Reads a provider file, and reports all that is wrong with it; `undefined` when it cannot be read at all. */
export async function readProviderFile(report: FileReport): Promise<ProviderFile | undefined> {
  const bytes = await readBytes(report);
  if (!bytes) return undefined;
  const { sections, bad } = parseIniFile(bytes);
  for (const { line, reason } of bad) report.error('KARBOR_PROVIDER_FILE_INVALID', { line }, `${reason}.`);
  if (bad.length > 0) return undefined;
  const provider = readProviderSection(sections, report);
  return { sections, provider, executor: readExecutorSection(sections, report) };
}

async function readBytes(report: FileReport): Promise<Uint8Array | undefined> {
  try {
    const found = await stat(report.file);
    if (found.isFile() && found.size <= largestFile) return await readFile(report.file);
    const reason = found.isFile() ? `it has ${found.size} bytes, a provider file at most ${largestFile}` : 'it is no file';
    report.error('KARBOR_PROVIDER_FILE_INVALID', {}, `${reason}.`);
  } catch (cause) {
    const reason = asError(cause).message;
    report.error('KARBOR_PROVIDER_FILE_UNREADABLE', {}, `it cannot be read: ${reason}.`, { cause });
  }
  return undefined;
}
