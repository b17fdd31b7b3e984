import { defineBank, KarborError } from '@karbor/plugin-sdk';
import { z } from 'zod';
import { openedBanks } from './opened-banks.js';

/** The bank of a process that this one plays: which one, the provider file says. */
export default defineBank({
  name: '@karbor/crash/bank',
  configSection: 'crash_bank',
  configSchema: z.object({ bank: z.string() }),
  create: ({ config }) => {
    const bank = openedBanks.get(config.bank);
    if (bank) return bank;
    throw new KarborError('KARBOR_BANK_FAILED', `There is no bank ${config.bank}.`);
  },
});
