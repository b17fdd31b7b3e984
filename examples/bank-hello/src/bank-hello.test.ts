import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { bankConformance } from '@karbor/plugin-sdk/testing';
import { describe, test } from 'vitest';
import bankHello from './index.js';

const folders = new WeakMap<BankPlugin, string>();
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

bankConformance({
  describe,
  test,
  async create() {
    const path = await mkdtemp(join(tmpdir(), 'bank-hello-'));
    const bank = await bankHello.create({ config: { path }, log });
    folders.set(bank, path);
    return bank;
  },
  async destroy(bank) {
    await bank.close?.();
    const path = folders.get(bank);
    if (path !== undefined) await rm(path, { recursive: true });
  },
});
