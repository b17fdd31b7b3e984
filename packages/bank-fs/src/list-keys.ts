import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListOptions } from '@karbor/plugin-sdk';
import type { BankFolder } from './bank-folder.js';
import { fileError, foreignEntry, systemCode } from './file-error.js';
import { decodeName } from './file-name.js';
import { directoryOfPrefix } from './key-path.js';
import { ListRange } from './list-range.js';

/** An object, or a directory with all the keys that start with its text. */
interface Entry {
  /** The key, or what the keys start with. A directory's ends in a slash, so that it is sorted among the objects. */
  readonly text: string;
  /** Where the directory is. Objects have none. */
  readonly directory?: string;
}

/** Walks the directories that hold keys of the range, in their order, and reads each only when it is reached. */
export async function* listKeys(folder: BankFolder, prefix: string, options: ListOptions): AsyncGenerator<string> {
  const { marker, limit = Infinity, reverse = false, signal } = options;
  signal?.throwIfAborted();
  const range = new ListRange(prefix, marker, reverse);
  // The entry that comes next is the last.
  const ahead = limit > 0 ? await firstEntries(folder, range) : [];
  for (let given = 0; given < limit; ) {
    signal?.throwIfAborted();
    const entry = ahead.pop();
    if (!entry) return;
    if (entry.directory === undefined) {
      given++;
      yield entry.text;
    } else {
      for (const found of await readEntries(entry.directory, entry.text, range)) ahead.push(found);
    }
  }
}

async function firstEntries(folder: BankFolder, range: ListRange): Promise<Entry[]> {
  const { path, base } = directoryOfPrefix(range.prefix);
  const directory = folder.inObjects(path);
  try {
    if (await folder.has(directory)) return [{ text: base, directory }];
    await folder.expectThere();
    return [];
  } catch (error) {
    throw fileError('list objects', directory, error);
  }
}

/** The entries of a directory that are in the range, the first one last. None when it was removed in the meantime. */
async function readEntries(directory: string, base: string, range: ListRange): Promise<readonly Entry[]> {
  try {
    const found = await readdir(directory, { withFileTypes: true });
    const entries = found.flatMap((dirent) => entryOf(dirent, directory, base) ?? []).filter((entry) => isWanted(entry, range));
    return entries.sort((left, right) => range.compare(right.text, left.text));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError('list objects', directory, error);
  }
}

function entryOf(found: Dirent, parent: string, base: string): Entry | undefined {
  const name = decodeName(found.name);
  if (!name) return undefined;
  const isObject = name.kind === 'object';
  if (isObject ? !found.isFile() : !found.isDirectory()) throw foreignEntry(join(parent, found.name));
  const text = base + name.text;
  if (isObject) return { text };
  return { text: name.kind === 'directory' ? `${text}/` : text, directory: join(parent, found.name) };
}

function isWanted({ text, directory }: Entry, range: ListRange): boolean {
  return directory === undefined ? range.hasKey(text) : range.mayHaveKeysIn(text);
}
