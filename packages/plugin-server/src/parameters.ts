import { z } from 'zod';

export const protectParameters = z.strictObject({
  quiesce: z
    .enum(['auto', 'pause', 'suspend', 'none'])
    .default('auto')
    .describe(
      "Whether a running server stands still while its disks are captured. 'auto' pauses it when two or more of its volumes are protected.",
    ),
  max_freeze: z
    .number()
    .positive()
    .max(86_400)
    .default(60)
    .describe('Seconds for which the server may stand still: then it runs again, whatever is not captured yet.'),
  root_disk: z
    .enum(['snapshot', 'image'])
    .default('snapshot')
    .describe("Of a server booted from an image: 'snapshot' stores the disk's data, 'image' only which image it was."),
});

/** A map from old to new, both by id or name. */
const newByOld = (things: string) =>
  z
    .record(z.string(), z.string().min(1))
    .optional()
    .describe(`New ${things} by the old ones, each by id or name.`);

export const restoreParameters = z.strictObject({
  restore_name: z.string().min(1).max(255).optional().describe("The new server's name. Default: the original's."),
  restore_flavors: newByOld('flavors'),
  restore_networks: newByOld('networks'),
  restore_availability_zones: z
    .record(z.string(), z.string().min(1).nullable())
    .optional()
    .describe('New availability zones by the old ones; null lets the scheduler choose.'),
  restore_key_names: z
    .record(z.string(), z.string().min(1).nullable())
    .optional()
    .describe('New key pairs by the old ones; null for none.'),
  restore_availability_zone: z
    .string()
    .min(1)
    .nullable()
    .optional()
    .describe("The new server's availability zone; null lets the scheduler choose. Default: the original's, where it is still there."),
  restore_server_group: z
    .string()
    .min(1)
    .nullable()
    .optional()
    .describe("The new server's server group, by id or name, null for none. Default: the original's, where it is still there."),
  restore_net_id: z.string().min(1).optional().describe('Put all interfaces into this network, at any address.'),
  restore_flavor_id: z.string().min(1).optional().describe("The new server's flavor. Default: the original's."),
  restore_key_name: z
    .string()
    .min(1)
    .nullable()
    .optional()
    .describe("The new server's key pair, null for none. Default: the original's."),
  restore_security_groups: z
    .union([z.array(z.string().min(1)), z.record(z.string(), z.string().min(1))])
    .optional()
    .describe("A list: those of every interface, by id or name. A map: new ones by the old ones. Default: the original's of each."),
  restore_fixed_ips: z
    .enum(['prefer', 'require', 'any'])
    .default('prefer')
    .describe("Whether interfaces get the original's addresses: where they are free, or else fail, or never."),
});

export type ProtectParameters = z.output<typeof protectParameters>;
export type RestoreParameters = z.output<typeof restoreParameters>;
