import { z } from 'zod';

export const protectParameters = z.strictObject({});

export const restoreParameters = z.strictObject({
  restore_name: z.string().max(255).optional().describe("The new image's name. Default: the original's."),
  reuse: z
    .enum(['never', 'auto'])
    .default('never')
    .describe("'auto' makes no new image while the original is still there with the same bytes."),
});

export type RestoreParameters = z.output<typeof restoreParameters>;
