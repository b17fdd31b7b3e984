import { z } from 'zod';

export const protectParameters = z.strictObject({});

export const restoreParameters = z.strictObject({
  restore_project_id: z
    .string()
    .min(1)
    .optional()
    .describe('The project that takes the place of the protected one. Default: the project that the restore runs in.'),
});

export type ProtectParameters = z.output<typeof protectParameters>;
export type RestoreParameters = z.output<typeof restoreParameters>;
