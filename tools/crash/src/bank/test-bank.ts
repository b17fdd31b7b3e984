import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fileBank from '@karbor/bank-fs';
import type { BankPlugin, Logger } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';

/** A bank that can be looked into. */
export interface TestBank {
  readonly plugin: BankPlugin;
  keys(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** One that can also be copied as it stands. */
export interface CopyableBank extends TestBank {
  copy(): Promise<CopyableBank>;
}

export type BankKind = 'memory' | 'file';

export async function newBank(kind: BankKind): Promise<CopyableBank> {
  return kind === 'file' ? await fileBankIn(await newFolder()) : inMemory(memoryBank());
}

/** The bank in a folder, which is its own. */
export async function fileBankIn(folder: string): Promise<CopyableBank> {
  const plugin = await fileBank.create({ config: { file_system_bank_path: folder }, log: silentLogger });
  return {
    ...lookInto(plugin, () => rm(folder, { recursive: true, force: true })),
    copy: async () => {
      const copied = await newFolder();
      await cp(folder, copied, { recursive: true });
      return await fileBankIn(copied);
    },
  };
}

export function lookInto(plugin: BankPlugin, remove: () => Promise<void>): TestBank {
  const keys = async () => {
    const found: string[] = [];
    for await (const key of plugin.listObjects('')) found.push(key);
    return found;
  };
  return { plugin, keys, remove };
}

function inMemory(plugin: BankPlugin): CopyableBank {
  const bank = lookInto(plugin, () => Promise.resolve());
  return {
    ...bank,
    copy: async () => {
      const copied = memoryBank();
      for (const key of await bank.keys()) await copied.putObject(key, await plugin.getObject(key));
      return inMemory(copied);
    },
  };
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'karbor-crash-'));
}

const nothing = () => undefined;

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
