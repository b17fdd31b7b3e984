import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fileBank from '@karbor/bank-fs';
import type { BankPlugin, Logger } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';

/** A bank that can be looked into and copied as it stands. */
export interface TestBank {
  readonly plugin: BankPlugin;
  keys(): Promise<readonly string[]>;
  copy(): Promise<TestBank>;
  remove(): Promise<void>;
}

export type BankKind = 'memory' | 'file';

export function newBank(kind: BankKind): Promise<TestBank> {
  return kind === 'file' ? newFileBank() : Promise.resolve(inMemory(memoryBank()));
}

function inMemory(plugin: BankPlugin): TestBank {
  const keys = () => keysOf(plugin);
  return {
    ...{ plugin, keys },
    copy: async () => {
      const copied = memoryBank();
      for (const key of await keys()) await copied.putObject(key, await plugin.getObject(key));
      return inMemory(copied);
    },
    remove: () => Promise.resolve(),
  };
}

async function newFileBank(): Promise<TestBank> {
  return await inFolder(await mkdtemp(join(tmpdir(), 'karbor-crash-')));
}

async function inFolder(folder: string): Promise<TestBank> {
  const plugin = await fileBank.create({ config: { file_system_bank_path: folder }, log: silent });
  return {
    plugin,
    keys: () => keysOf(plugin),
    copy: async () => {
      const copied = await mkdtemp(join(tmpdir(), 'karbor-crash-'));
      await cp(folder, copied, { recursive: true });
      return await inFolder(copied);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function keysOf(plugin: BankPlugin): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of plugin.listObjects('')) keys.push(key);
  return keys;
}

const nothing = () => undefined;
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
