import { isAbsolute } from 'node:path';
import { defineBank } from '@karbor/plugin-sdk';
import { z } from 'zod';
import { openFileBank } from './open-file-bank.js';

const configSchema = z.object({
  file_system_bank_path: z
    .string()
    .refine((path) => isAbsolute(path) && !path.includes('\0'), 'is no absolute path of a folder')
    .describe('The folder that holds the bank. It is made when it is missing.'),
});

/** A bank in a folder of a file system, which several processes may use at once. */
export default defineBank({
  name: '@karbor/bank-fs',
  configSection: 'file_system_bank_plugin',
  configSchema,
  create: ({ config, log }) => openFileBank(config.file_system_bank_path, log),
});
