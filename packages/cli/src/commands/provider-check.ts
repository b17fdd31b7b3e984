import type { ProviderRegistry } from '@karbor/core';
import { KarborError } from '@karbor/plugin-sdk';
import { BadResult } from '../bad-result.js';
import type { Invocation } from '../invocation.js';
import { withRegistry } from '../open-provider.js';
import { print } from '../output/print.js';
import { oneLine } from '../output/printable.js';
import type { CommonSettings } from '../settings/common-settings.js';

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
export async function checkProviders(invocation: Invocation, settings: CommonSettings, id: string | undefined): Promise<void> {
  await withRegistry(invocation, settings, async (registry) => {
    const all = checkedFiles(registry);
    const files = id === undefined ? all : all.filter((file) => file.id === id);
    // It says which ids there are, and which files do not tell theirs.
    if (id !== undefined && files.length === 0) registry.get(id);
    await print(invocation, settings, files, () => files.map(fileText).join('') || `There is no provider file in ${settings.configDir}.\n`);
    const bad = files.filter(({ status }) => status === 'bad');
    if (bad.length === 0) return;
    throw new BadResult(new KarborError('KARBOR_PROVIDER_INVALID', `${bad.length} of ${files.length} provider files are bad.`));
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
  return [
    `${status.padEnd(8)} ${oneLine(file)}${id === null ? '' : ` (${oneLine(id)})`}\n`,
    ...problems.map(({ code, message }) => `  ✗ ${oneLine(message)} [${code}]\n`),
    ...warnings.map(({ code, message }) => `  ! ${oneLine(message)} [${code}]\n`),
  ].join('');
}
