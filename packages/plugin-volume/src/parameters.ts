import { z } from 'zod';

export const protectParameters = z.strictObject({
  protect_mode: z
    .enum(['image', 'backup', 'snapshot'])
    .default('image')
    .describe("Where the data goes: 'image' into the bank, 'backup' to Cinder backup, 'snapshot' leaves it in a snapshot."),
  incremental: z
    .union([z.boolean(), z.literal('auto')])
    .default(false)
    .describe("For 'backup': store only what changed since the last backup; 'auto' makes a full one where there is none."),
  full_every_days: z
    .int()
    .positive()
    .optional()
    .describe(
      "For incremental 'auto': a full backup also where the last full one is of an earlier period of so many days. Periods are the same for all volumes (7: from Sunday to Saturday, UTC), so that no checkpoint needs one of an earlier period. Default: never.",
    ),
  group_snapshot: z
    .enum(['auto', 'require', 'never'])
    .default('auto')
    .describe(
      "Volumes of one generic volume group: 'auto' snapshots them in one call where the cloud lets it, 'require' fails otherwise, 'never' snapshots each by itself.",
    ),
});

export const restoreParameters = z.strictObject({
  restore_name: z.string().max(255).optional().describe("The new volume's name. Default: the original's."),
  volume_type: z.string().min(1).optional().describe("Name or id of a volume type. Default: the original's."),
  availability_zone: z.string().min(1).optional().describe("Default: the original's, where it is still there."),
  restore_volume_types: z
    .record(z.string(), z.string().min(1))
    .optional()
    .describe('New volume types by the old ones: the names of those that the originals had, and names or ids.'),
  restore_availability_zones: z
    .record(z.string(), z.string().min(1))
    .optional()
    .describe('New availability zones by the old ones.'),
});

export type ProtectParameters = z.output<typeof protectParameters>;
export type RestoreParameters = z.output<typeof restoreParameters>;
