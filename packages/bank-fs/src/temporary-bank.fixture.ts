import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BankPlugin, ListOptions, Logger } from '@karbor/plugin-sdk';
import { afterAll } from 'vitest';
import bankFs from './index.js';

const nothing = () => undefined;
export const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A folder that is removed when the tests of the file are done. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'karbor-bank-'));
  folders.push(folder);
  return folder;
}

export async function openBank(folder: string, log = silent): Promise<BankPlugin> {
  return bankFs.create({ config: { file_system_bank_path: folder }, log });
}

export async function keysOf(bank: BankPlugin, prefix = '', options?: ListOptions): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of bank.listObjects(prefix, options)) keys.push(key);
  return keys;
}

/** All files and folders below a folder, as relative paths in order. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}
