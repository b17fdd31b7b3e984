import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { defineBank } from './index.js';
import type { BankDefinition, BankPlugin, Logger } from './index.js';
import { memoryBank } from './testing/index.js';

const configSchema = z.object({ path: z.string(), retries: z.coerce.number().default(3) });

// What is inferred.
expectTypeOf(
  defineBank({
    name: '@example/bank',
    configSchema,
    async create({ config, log }) {
      expectTypeOf(config).toEqualTypeOf<{ path: string; retries: number }>();
      expectTypeOf(log).toEqualTypeOf<Logger>();
      return Promise.resolve(memoryBank());
    },
  }),
).toEqualTypeOf<BankDefinition>();
expectTypeOf(memoryBank()).toExtend<BankPlugin>();

// What is refused.
defineBank({
  name: '@example/bank',
  create({ config }) {
    // @ts-expect-error -- without a schema there is no config
    expectTypeOf(config.path);
    return memoryBank();
  },
});
defineBank({
  name: '@example/bank',
  configSchema,
  create({ config }) {
    // @ts-expect-error -- a misspelt member
    expectTypeOf(config.paht);
    return memoryBank();
  },
});
defineBank({
  name: '@example/bank',
  // @ts-expect-error -- what is created is no bank
  create: () => ({ putObject: () => Promise.resolve() }),
});
// @ts-expect-error -- nothing creates the bank
defineBank({ name: '@example/bank' });
defineBank({
  name: '@example/bank',
  create: memoryBank,
  // @ts-expect-error -- a misspelt member
  configShema: configSchema,
});
