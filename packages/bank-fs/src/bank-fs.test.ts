import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { bankConformance } from '@karbor/plugin-sdk/testing';
import { describe, test } from 'vitest';
import { openBank } from './temporary-bank.fixture.js';

const folders = new WeakMap<BankPlugin, string>();

async function openIn(folder: string): Promise<BankPlugin> {
  const bank = await openBank(folder);
  folders.set(bank, folder);
  return bank;
}

bankConformance({
  describe,
  test,
  create: async () => openIn(await mkdtemp(join(tmpdir(), 'karbor-bank-'))),
  reopen: (bank) => openIn(folders.get(bank)!),
  destroy: (bank) => rm(folders.get(bank)!, { recursive: true, force: true }),
});
