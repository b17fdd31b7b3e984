import type { ProviderRegistry } from '@karbor/core';
import { KarborError } from '@karbor/plugin-sdk';
import { withRegistry } from '../command-context.js';
import { BadResult } from '../operation/bad-result.js';
import { print } from '../output/print.js';
import type { CommonSettings } from '../settings/common-settings.js';
import type { Terminal } from '../terminal.js';

interface Remark {
  readonly code: string;
  readonly message: string;
}

/** What was found out about one provider file. */
interface CheckedFile {
  /** `null` when the file does not tell its provider's id. */
  readonly id: string | null;
  readonly status: 'good' | 'bad' | 'disabled';
  readonly file: string;
  readonly problems: Remark[];
  readonly warnings: Remark[];
}

/** Checks one provider, or every file of the folder. Ends with exit code 2 if any is bad. */
export async function checkProviders(id: string | undefined, settings: CommonSettings, terminal: Terminal): Promise<void> {
  await withRegistry(settings, terminal, (registry) => {
    const all = checkedFiles(registry);
    const files = id === undefined ? all : all.filter((file) => file.id === id);
    if (id !== undefined && files.length === 0) registry.get(id);
    print(settings, terminal, files, () => files.map(fileText).join('') || `There is no provider file in ${settings.configDir}.\n`);
    const bad = files.filter(({ status }) => status === 'bad');
    if (bad.length > 0) {
      throw new BadResult(new KarborError('KARBOR_PROVIDER_INVALID', `${bad.length} of ${files.length} provider files are bad.`));
    }
  });
}

function checkedFiles(registry: ProviderRegistry): readonly CheckedFile[] {
  const files = new Map<string, CheckedFile>();
  const entry = (file: string, id: string | undefined, status: CheckedFile['status']): CheckedFile => {
    const known = files.get(file);
    if (known) return known;
    const made: CheckedFile = { id: id ?? null, status, file, problems: [], warnings: [] };
    files.set(file, made);
    return made;
  };
  for (const { file, providerId, error } of registry.problems) {
    entry(file, providerId, 'bad').problems.push({ code: error.code, message: error.message });
  }
  for (const { file, id } of registry.disabled) entry(file, id, 'disabled');
  for (const { file, id } of registry.list()) entry(file, id, 'good');
  for (const { file, providerId, code, message } of registry.warnings) {
    entry(file, providerId, 'good').warnings.push({ code, message });
  }
  return [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function fileText({ file, id, status, problems, warnings }: CheckedFile): string {
  const remarks = [
    ...problems.map(({ code, message }) => `  ✗ ${message} [${code}]\n`),
    ...warnings.map(({ code, message }) => `  ! ${message} [${code}]\n`),
  ];
  return `${status.padEnd(8)} ${file}${id === null ? '' : ` (${id})`}\n${remarks.join('')}`;
}
