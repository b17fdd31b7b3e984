import { rm } from 'node:fs/promises';
import fileBank from '@karbor/bank-fs';
import type { BankPlugin, Logger } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { newBankFolder } from './bank-folder.js';

/** A bank that can be looked into. */
export interface TestBank {
  readonly plugin: BankPlugin;
  keys(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export type BankKind = 'memory' | 'file';

export async function newBank(kind: BankKind): Promise<TestBank> {
  if (kind === 'memory') return lookInto(memoryBank(), () => Promise.resolve());
  return await fileBankIn(await newBankFolder());
}

/** The bank in a folder, which is its own. */
export async function fileBankIn(folder: string): Promise<TestBank> {
  const plugin = await fileBank.create({ config: { file_system_bank_path: folder }, log: silentLogger });
  return lookInto(plugin, () => rm(folder, { recursive: true, force: true }));
}

/** Puts all that is in one bank into another. */
export async function copyObjects(from: TestBank, to: TestBank): Promise<void> {
  for (const key of await from.keys()) await to.plugin.putObject(key, await from.plugin.getObject(key));
}

export function lookInto(plugin: BankPlugin, remove: () => Promise<void>): TestBank {
  const keys = async () => {
    const found: string[] = [];
    for await (const key of plugin.listObjects('')) found.push(key);
    return found;
  };
  return { plugin, keys, remove };
}

const nothing = () => undefined;

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
